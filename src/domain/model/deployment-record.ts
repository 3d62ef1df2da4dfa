/** What a deployment carries: the text of a status that `rel ci deploy` writes. `version` and `pr` null: a commit of main. */
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
  ['rel', version ?? (pr === null ? '-' : `pr ${pr}`), commit, digest].filter((one) => one !== null).join(' ')

/** Did rel write the text, of whatever version? A record that this one cannot read counts. */
export const isRecord = (text: string): boolean => text.startsWith('rel ')

/** The record in a status's text; null for any other text. */
export function readRecord(text: string): DeploymentRecord | null {
  const { pr, version = null, commit, digest = null } = pattern.exec(text)?.groups ?? {}
  return commit === undefined ? null : { version, commit, digest, pr: pr === undefined ? null : Number(pr) }
}
