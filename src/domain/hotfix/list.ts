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

/** An environment and what it runs of a line: a version, or a pull request into it. */
export interface RunsHere {
  readonly environment: string
  readonly service: string | null
  readonly version: string | null
  readonly pullRequest: number | null
}

/** The lines that were worked on, and those of them that have commits of the default branch. */
export interface HotfixAudit {
  readonly defaultBranch: string
  readonly lines: readonly AuditedLine[]
  readonly spoiled: readonly AffectedLine[]
}

/** Lines that may be shown, the open pull requests into them, and what runs where. */
export interface HotfixListFacts extends HotfixAudit {
  readonly open: readonly PullRequest[]
  readonly running: readonly RunsHere[]
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

/** The lines that matter: something runs of them, is on its way into them, is missing on the default branch, or has come from there. */
export const hotfixLines = ({ lines, spoiled, open, running }: HotfixListFacts): readonly HotfixLine[] =>
  lines
    .map((line) => {
      const versions = versionsOf(line)
      const own = open.filter(({ base }) => base === line.branch)
      const isOurs = ({ service, version, pullRequest }: RunsHere): boolean =>
        (service === line.service.name && version !== null && versions.includes(version)) ||
        own.some(({ number }) => number === pullRequest)
      const here = running.filter(isOurs)
      return {
        release: versionName(line.service, versions[0] ?? line.version),
        branch: line.branch,
        runsIn: here.map(({ environment }) => environment),
        runs: here.map(({ environment, version, pullRequest }) => ({
          environment,
          release: version === null ? null : versionName(line.service, version),
          pr: version === null ? pullRequest : null,
        })),
        open: own.map(toShownPullRequest),
        unreintegrated: unreintegratedIn([line]),
        mixed: spoiled.find(({ branch }) => branch === line.branch)?.mixed ?? null,
      }
    })
    .filter(
      (row) => row.mixed !== null || row.runsIn.length + row.open.length + row.unreintegrated.length > 0,
    )

/** The versions that were made on a line, highest first. */
const versionsOf = ({ version, commits }: AuditedLine): readonly string[] =>
  rsort([...new Set([version, ...commits.flatMap((one) => one.version ?? [])])])

/** Where each hotfix commit of each line is on the default branch; docs/json.md. `pr`: the open pull request that brings what is missing. */
export interface HotfixStatus {
  readonly commits: readonly (AuditedCommit & { readonly pr: number | null })[]
  readonly missing: number
  readonly mixed: readonly (MainCommits & { readonly branch: string })[]
}
export function hotfixStatus({ lines, spoiled }: HotfixAudit): HotfixStatus {
  const flowed = new Set(spoiled.flatMap((one) => one.flowed))
  const commits = lines.flatMap((line) =>
    line.commits
      .filter(({ commit }) => !flowed.has(commit))
      .map((one) => ({
        ...one,
        version: one.version === null ? null : versionName(line.service, one.version),
        pr: one.on === 'missing' ? reintegrationOf(line.reintegrations, one.commit) : null,
      })),
  )
  const mixed = spoiled.map((one) => ({ branch: one.branch, ...one.mixed }))
  return { commits, missing: missingOf(commits).length, mixed }
}
