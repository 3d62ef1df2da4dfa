import { rsort } from 'semver'
import {
  bringing,
  missingOf,
  unreintegratedIn,
  type AuditedCommit,
  type AuditedLine,
  type Unreintegrated,
} from './audit.js'
import { shown, type PullRequest, type ShownPullRequest } from './pull-request.js'
import { nameOf } from './service.js'

/** An environment and what it runs of a line: a version, or a pull request into it. */
export interface RunsHere {
  readonly environment: string
  readonly service: string | null
  readonly version: string | null
  readonly pullRequest: number | null
}

/** Lines that may be shown, the open pull requests into them, and what runs where. */
export interface HotfixListFacts {
  readonly lines: readonly AuditedLine[]
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
}

/** The lines that matter: something runs of them, is on its way into them, or is missing on the default branch. */
export const hotfixLines = ({ lines, open, running }: HotfixListFacts): readonly HotfixLine[] =>
  lines
    .map((line) => {
      const versions = versionsOf(line)
      const own = open.filter(({ base }) => base === line.branch)
      const isOurs = ({ service, version, pullRequest }: RunsHere): boolean =>
        (service === line.service.name && version !== null && versions.includes(version)) ||
        own.some(({ number }) => number === pullRequest)
      const here = running.filter(isOurs)
      return {
        release: nameOf(line.service, versions[0] ?? line.version),
        branch: line.branch,
        runsIn: here.map(({ environment }) => environment),
        runs: here.map(({ environment, version, pullRequest }) => ({
          environment,
          release: version === null ? null : nameOf(line.service, version),
          pr: version === null ? pullRequest : null,
        })),
        open: own.map(shown),
        unreintegrated: unreintegratedIn([line]),
      }
    })
    .filter((row) => row.runsIn.length + row.open.length + row.unreintegrated.length > 0)

/** The versions that were made on a line, highest first. */
const versionsOf = ({ version, commits }: AuditedLine): readonly string[] =>
  rsort([...new Set([version, ...commits.flatMap((one) => one.version ?? [])])])

/** Where each commit of each line is on the default branch; docs/json.md. `pr`: the open pull request that brings what is missing. */
export interface HotfixStatus {
  readonly commits: readonly (AuditedCommit & { readonly pr: number | null })[]
  readonly missing: number
}
export const hotfixStatus = (lines: readonly AuditedLine[]): HotfixStatus => {
  const commits = lines.flatMap((line) =>
    line.commits.map((one) => ({
      ...one,
      version: one.version === null ? null : nameOf(line.service, one.version),
      pr: one.on === 'missing' ? bringing(line.reintegrations, one.commit) : null,
    })),
  )
  return { commits, missing: missingOf(commits).length }
}
