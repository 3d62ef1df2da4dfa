import { shortCommit } from '../../lib/commit.js'
import type { Check } from '../plan/check.js'
import { patchesOf, type Line, type Refs, type Tagged } from './line.js'
import type { PullRequest } from '../model/pull-request.js'
import { versionName } from '../model/service.js'

/**
 * A commit of a line beyond its start, as git knows it. `origins`: for each part of its message the commits that the part is
 * nothing but a pick of; `carries`:
 * does it change anything that its parents do not give by themselves? A merge that went by itself does not.
 */
export interface LineCommit {
  readonly commit: string
  readonly parents: readonly string[]
  readonly subject: string
  readonly origins: readonly (readonly string[])[]
  readonly carries: boolean
  readonly on: 'ancestry' | 'patch' | null
}

/** A commit that the default branch lacks. */
export interface AheadCommit {
  readonly commit: string
  readonly parents: readonly string[]
  readonly message: string
}

/** A commit, and what the default branch lacks of its history. */
export interface Ahead {
  readonly message: string
  readonly commits: readonly AheadCommit[]
}

/** How a hotfix commit is on the default branch: as an ancestor, as an equal patch or pick, in the list of a merged reintegration; or not. */
export type Presence = 'ancestry' | 'patch' | 'listed' | 'missing'

/** `version`: the first one of the line that has the commit; null before it is released. */
export interface AuditedCommit {
  readonly version: string | null
  readonly commit: string
  readonly subject: string
  readonly on: Presence
}

/** A pull request that brings a version of a line back, its text, and what its merge made; null before. */
export interface Reintegration {
  readonly pullRequest: PullRequest
  readonly body: string
  readonly mergeCommit: string | null
}

export interface AuditedLine extends Line {
  readonly commits: readonly AuditedCommit[]
  /** Open and merged ones of its versions. */
  readonly reintegrations: readonly Reintegration[]
}

/** A hotfix commit that the default branch lacks; `pr`: the open pull request that would bring it. */
export interface Unreintegrated {
  readonly version: string | null
  readonly commit: string
  readonly pr: number | null
}

/** A hotfix commit that a release lacks; `onMain`: the default branch has it by now. */
export interface MissingCommit extends Unreintegrated {
  readonly onMain: boolean
}

const marker = /<!-- rel:reintegrates ((?:[0-9a-f]{40} ?)+)-->/g

/** A pull request's body holds 65,536 characters; what does not fit is reported as missing later, never forgotten. */
const mostListed = 1200

/** The hidden list of a reintegration: its commits count as being on the default branch once it is merged, squashed or not. */
export const markerOf = (commits: readonly string[]): string =>
  `<!-- rel:reintegrates ${commits.slice(0, mostListed).join(' ')} -->`

export const commitsInMarker = (body: string): readonly string[] =>
  [...body.matchAll(marker)].flatMap(([, commits = '']) => commits.trim().split(' '))

/** A text with the hidden list of these commits in it: where it had one, else at its end. */
export function withMarker(body: string, commits: readonly string[]): string {
  const at = body.search(marker)
  if (at < 0) return `${body.trimEnd()}\n\n${markerOf(commits)}\n`
  return body.replace(marker, (_found, _commits, offset) => (offset === at ? markerOf(commits) : ''))
}

/** Where each hotfix commit of a line is on the default branch: what is not found is missing. */
export function audit(
  commits: readonly LineCommit[],
  patches: readonly Tagged[],
  reintegrations: readonly Reintegration[],
): readonly AuditedCommit[] {
  const merged = reintegrations.filter(({ pullRequest }) => pullRequest.state === 'merged')
  const listed = new Set(merged.flatMap(({ body }) => commitsInMarker(body)))
  const versions = versionsIn(commits, patches)
  const isListed = ({ commit, origins }: LineCommit): boolean =>
    listed.has(commit) ||
    (origins.length > 0 && origins.every((part) => part.some((origin) => listed.has(origin))))
  const told = commits.filter(({ carries, on }) => carries || on !== null)
  return told.map((one) => ({
    version: versions.get(one.commit) ?? null,
    commit: one.commit,
    subject: one.subject,
    on: one.on ?? (isListed(one) ? 'listed' : 'missing'),
  }))
}

/** The first version that has each commit. */
function versionsIn(commits: readonly LineCommit[], patches: readonly Tagged[]): ReadonlyMap<string, string> {
  const parents = new Map(commits.map((one) => [one.commit, one.parents]))
  const found = new Map<string, string>()
  for (const { version, commit } of patches) {
    const open = [commit]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue
      found.set(next, version)
      open.push(...(parents.get(next) ?? []))
    }
  }
  return found
}

export const missingOf = (commits: readonly AuditedCommit[]): readonly AuditedCommit[] =>
  commits.filter(({ on }) => on === 'missing')

/**
 * The open pull request by which a line comes back: of the branch, or of another version whose list has commits of the line.
 * One that lists all that is missing goes before the others.
 */
export function openReintegration(
  { commits, reintegrations }: AuditedLine,
  branch: string,
  missing: readonly AuditedCommit[],
): Reintegration | null {
  const isOwn = ({ pullRequest: { head } }: Reintegration): boolean => head === branch
  const lists = ({ body }: Reintegration, { commit }: AuditedCommit): boolean =>
    commitsInMarker(body).includes(commit)
  const open = reintegrations.filter(({ pullRequest }) => pullRequest.state === 'open')
  const candidates = [
    ...open.filter(isOwn),
    ...open.filter((one) => !isOwn(one) && commits.some((commit) => lists(one, commit))),
  ]
  return candidates.find((one) => missing.every((commit) => lists(one, commit))) ?? candidates[0] ?? null
}

/** What the default branch lacks, line by line. */
export const unreintegratedIn = (lines: readonly AuditedLine[]): readonly Unreintegrated[] =>
  lines.flatMap(({ service, commits, reintegrations }) =>
    commits
      .filter(({ on }) => on === 'missing')
      .map(({ version, commit }) => ({
        version: version === null ? null : versionName(service, version),
        commit,
        pr: reintegrationOf(reintegrations, commit),
      })),
  )

/** The open pull request that brings a commit back. */
export const reintegrationOf = (reintegrations: readonly Reintegration[], commit: string): number | null =>
  reintegrations.find(
    ({ pullRequest, body }) => pullRequest.state === 'open' && commitsInMarker(body).includes(commit),
  )?.pullRequest.number ?? null

/** Publishing without a hotfix that production runs would take it away again. */
export function hotfixesCheck(lacked: readonly MissingCommit[]): Check<'missing-hotfixes'> {
  const missing = lacked.filter(({ onMain }) => !onMain)
  const name = 'missing-hotfixes'
  const [first] = missing
  if (first)
    return {
      name,
      passed: false,
      finding: `${commitCount(missing)} ${areOrIs(missing)} not on the default branch: ${namesOf(missing)}.`,
      remedy: first.pr
        ? `Merge #${first.pr}, and publish what is drafted then.`
        : `Run \`rel hotfix reintegrate${first.version ? ` ${first.version}` : ''}\`, and publish what is drafted when it is merged.`,
    }
  const passed = lacked.length === 0
  return {
    name,
    passed,
    finding: passed
      ? 'Every hotfix commit is in it.'
      : `${commitCount(lacked)} ${areOrIs(lacked)} on the default branch, but not in this release: ${namesOf(lacked)}.`,
    remedy: 'Publish what the default branch drafts next.',
  }
}

export const commitCount = ({ length }: readonly MissingCommit[]): string =>
  `${length} hotfix ${length === 1 ? 'commit' : 'commits'}`
const areOrIs = ({ length }: readonly MissingCommit[]): string => (length === 1 ? 'is' : 'are')
const namesOf = (lacked: readonly MissingCommit[]): string =>
  [...new Set(lacked.map(({ version, commit }) => version ?? shortCommit(commit)))].join(', ')

/** A line, and the commits that GitHub says the default branch lacks of it. */
export interface LineAhead extends Line {
  readonly ahead: readonly LineCommit[]
}

/** The lines of which the default branch lacks something, by the tips of each. */
export const linesAhead = (
  lines: readonly Line[],
  commits: ReadonlyMap<string, readonly LineCommit[]>,
): readonly LineAhead[] =>
  lines
    .map((line) => ({ ...line, ahead: line.tips.flatMap((tip) => commits.get(tip) ?? []) }))
    .filter(({ ahead }) => ahead.length > 0)

/** The audit of lines that no clone has: of what GitHub says is ahead, each commit once. */
export const auditWithoutClone = (
  refs: Refs,
  lines: readonly LineAhead[],
  reintegrations: readonly Reintegration[],
): readonly AuditedLine[] =>
  lines.map(({ ahead, ...line }) => ({
    ...line,
    reintegrations,
    commits: audit(onceEach(ahead), patchesOf(line.service, refs, line.version), reintegrations),
  }))

const onceEach = (all: readonly LineCommit[]): readonly LineCommit[] =>
  all.filter(({ commit }, index) => all.findIndex((one) => one.commit === commit) === index)
