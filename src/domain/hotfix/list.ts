import { rsort } from 'semver'
import {
  reintegrationOf,
  missingOf,
  unreintegratedIn,
  type AuditedCommit,
  type AuditedLine,
  type Unreintegrated,
} from '../line/audit.js'
import type { MainCommits, AffectedLine } from '../line/line.js'
import { toShownPullRequest, type PullRequest, type ShownPullRequest } from '../model/pull-request.js'
import { versionName } from '../model/service.js'

/** An environment, and the version or the pull request of a line that runs there. */
export interface RunningLine {
  readonly environment: string
  readonly service: string | null
  readonly version: string | null
  readonly pullRequest: number | null
}

/** The lines with commits of their own, and those among them that contain commits of the default branch. */
export interface HotfixAudit {
  readonly defaultBranch: string
  readonly lines: readonly AuditedLine[]
  readonly affectedLines: readonly AffectedLine[]
}

/** Lines that may be listed, the open pull requests into them, and what each environment runs. */
export interface HotfixListFacts extends HotfixAudit {
  readonly open: readonly PullRequest[]
  readonly running: readonly RunningLine[]
}

/** As --json shows it: docs/json.md. `release`: the newest version of the line. */
export interface HotfixLine {
  readonly release: string
  readonly branch: string
  readonly runsIn: readonly string[]
  readonly runs: readonly {
    readonly environment: string
    readonly release: string | null
    readonly pr: number | null
  }[]
  readonly open: readonly ShownPullRequest[]
  readonly unreintegrated: readonly Unreintegrated[]
  readonly mixed: MainCommits | null
}

/** The lines that are deployed, have an open pull request, miss commits on the default branch, or contain commits of it. */
export const hotfixLines = ({
  lines,
  affectedLines,
  open,
  running,
}: HotfixListFacts): readonly HotfixLine[] =>
  lines
    .map((line) => {
      const versions = versionsOf(line)
      const own = open.filter(({ base }) => base === line.branch)
      const isOfLine = ({ service, version, pullRequest }: RunningLine): boolean =>
        (service === line.service.name && version !== null && versions.includes(version)) ||
        own.some(({ number }) => number === pullRequest)
      const deployed = running.filter(isOfLine)
      return {
        release: versionName(line.service, versions[0] ?? line.version),
        branch: line.branch,
        runsIn: deployed.map(({ environment }) => environment),
        runs: deployed.map(({ environment, version, pullRequest }) => ({
          environment,
          release: version === null ? null : versionName(line.service, version),
          pr: version === null ? pullRequest : null,
        })),
        open: own.map(toShownPullRequest),
        unreintegrated: unreintegratedIn([line]),
        mixed: affectedLines.find(({ branch }) => branch === line.branch)?.mainCommits ?? null,
      }
    })
    .filter(
      (row) => row.mixed !== null || row.runsIn.length + row.open.length + row.unreintegrated.length > 0,
    )

/** The versions released from a line, highest first. */
const versionsOf = ({ version, commits }: AuditedLine): readonly string[] =>
  rsort([...new Set([version, ...commits.flatMap((commit) => commit.version ?? [])])])

/** How each hotfix commit of each line is on the default branch; docs/json.md. `pr`: the open reintegration that lists a missing commit. */
export interface HotfixStatus {
  readonly commits: readonly (AuditedCommit & { readonly pr: number | null })[]
  readonly missing: number
  readonly mixed: readonly (MainCommits & { readonly branch: string })[]
}
export function hotfixStatus({ lines, affectedLines }: HotfixAudit): HotfixStatus {
  const merged = new Set(affectedLines.flatMap(({ mergedCommits }) => mergedCommits))
  const commits = lines.flatMap((line) =>
    line.commits
      .filter(({ commit }) => !merged.has(commit))
      .map((audited) => ({
        ...audited,
        version: audited.version === null ? null : versionName(line.service, audited.version),
        pr: audited.on === 'missing' ? reintegrationOf(line.reintegrations, audited.commit) : null,
      })),
  )
  const mixed = affectedLines.map(({ branch, mainCommits }) => ({ branch, ...mainCommits }))
  return { commits, missing: missingOf(commits).length, mixed }
}
