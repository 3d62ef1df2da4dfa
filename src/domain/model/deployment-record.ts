/** What a deployment deploys, as `rel ci deploy` writes it into a status. `version` and `pr` null: a commit of main. */
export interface DeploymentRecord {
  readonly version: string | null
  readonly commit: string
  readonly digest: string | null
  readonly pr: number | null
}

const pattern =
  /^rel (?:pr (?<pr>\d+)|-|(?<version>\S+)) (?<commit>[0-9a-f]{40})(?: (?<digest>sha256:[0-9a-f]{64}))?$/

/** `rel <version|pr N|-> <commit> <digest>`, at most 140 characters. */
export const recordText = ({ version, pr, commit, digest }: DeploymentRecord): string =>
  ['rel', version ?? (pr === null ? '-' : `pr ${pr}`), commit, digest]
    .filter((part) => part !== null)
    .join(' ')

/** Was the text written by any version of rel? Includes records that this version cannot read. */
export const isRecord = (text: string): boolean => text.startsWith('rel ')

/** Parses the record in the text of a status; null for any other text. */
export function readRecord(text: string): DeploymentRecord | null {
  const { pr, version = null, commit, digest = null } = pattern.exec(text)?.groups ?? {}
  return commit === undefined ? null : { version, commit, digest, pr: pr === undefined ? null : Number(pr) }
}
