import { shortCommit } from '../../lib/commit.js'
import type { Check } from '../plan/check.js'
import { patchesOf, type Line, type Refs, type TaggedVersion } from './line.js'
import type { PullRequest } from '../model/pull-request.js'
import { versionName } from '../model/service.js'

/**
 * A commit of a line after its start, as git knows it. `origins`: for each part of its message, the commits that the part was
 * cherry-picked from; `carries`: whether it has changes of its own, which a merge without conflicts has not.
 */
export interface LineCommit {
  readonly commit: string
  readonly parents: readonly string[]
  readonly subject: string
  readonly origins: readonly (readonly string[])[]
  readonly carries: boolean
  readonly on: 'ancestry' | 'patch' | null
}

/** A commit that is missing on the default branch. */
export interface AheadCommit {
  readonly commit: string
  readonly parents: readonly string[]
  readonly message: string
}

/** The commits in the history of a commit that are missing on the default branch. */
export interface Ahead {
  readonly message: string
  readonly commits: readonly AheadCommit[]
}

/** How a hotfix commit is on the default branch: as an ancestor, an equal patch or cherry-pick, or in the list of a merged reintegration. */
export type Presence = 'ancestry' | 'patch' | 'listed' | 'missing'

/** `version`: the first version of the line with the commit; null before it is released. */
export interface AuditedCommit {
  readonly version: string | null
  readonly commit: string
  readonly subject: string
  readonly on: Presence
}

/** A pull request that reintegrates a version of a line. `mergeCommit`: null before it is merged. */
export interface Reintegration {
  readonly pullRequest: PullRequest
  readonly body: string
  readonly mergeCommit: string | null
}

export interface AuditedLine extends Line {
  readonly commits: readonly AuditedCommit[]
  /** Open and merged ones, of all its versions. */
  readonly reintegrations: readonly Reintegration[]
}

/** A hotfix commit that is missing on the default branch; `pr`: the open pull request that reintegrates it. */
export interface Unreintegrated {
  readonly version: string | null
  readonly commit: string
  readonly pr: number | null
}

/** A hotfix commit that is missing in a release; `onMain`: the default branch has it. */
export interface MissingCommit extends Unreintegrated {
  readonly onMain: boolean
}

const marker = /<!-- rel:reintegrates ((?:[0-9a-f]{40} ?)+)-->/g

/** A pull request's body holds 65,536 characters; commits that do not fit are reported as missing later. */
const mostListed = 1200

/** The hidden list of a reintegration: its commits count as on the default branch once it is merged, even by a squash. */
export const markerOf = (commits: readonly string[]): string =>
  `<!-- rel:reintegrates ${commits.slice(0, mostListed).join(' ')} -->`

export const commitsInMarker = (body: string): readonly string[] =>
  [...body.matchAll(marker)].flatMap(([, commits = '']) => commits.trim().split(' '))

/** Puts the hidden list of these commits into a text, in place of an existing list or at the end. */
export function withMarker(body: string, commits: readonly string[]): string {
  const at = body.search(marker)
  if (at < 0) return `${body.trimEnd()}\n\n${markerOf(commits)}\n`
  return body.replace(marker, (_found, _commits, offset) => (offset === at ? markerOf(commits) : ''))
}

/** Finds each hotfix commit of a line on the default branch; a commit that is not found is missing. */
export function audit(
  commits: readonly LineCommit[],
  patches: readonly TaggedVersion[],
  reintegrations: readonly Reintegration[],
): readonly AuditedCommit[] {
  const merged = reintegrations.filter(({ pullRequest }) => pullRequest.state === 'merged')
  const listed = new Set(merged.flatMap(({ body }) => commitsInMarker(body)))
  const versions = versionsIn(commits, patches)
  const isListed = ({ commit, origins }: LineCommit): boolean =>
    listed.has(commit) ||
    (origins.length > 0 && origins.every((part) => part.some((origin) => listed.has(origin))))
  const relevant = commits.filter(({ carries, on }) => carries || on !== null)
  return relevant.map((commit) => ({
    version: versions.get(commit.commit) ?? null,
    commit: commit.commit,
    subject: commit.subject,
    on: commit.on ?? (isListed(commit) ? 'listed' : 'missing'),
  }))
}

/** The first version with each commit. */
function versionsIn(
  commits: readonly LineCommit[],
  patches: readonly TaggedVersion[],
): ReadonlyMap<string, string> {
  const parents = new Map(commits.map((line) => [line.commit, line.parents]))
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
 * The open pull request that reintegrates a line: from the given branch, or from another version's that lists commits of the
 * line. One that lists every missing commit is preferred.
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
    ...open.filter((pull) => !isOwn(pull) && commits.some((commit) => lists(pull, commit))),
  ]
  return candidates.find((pull) => missing.every((commit) => lists(pull, commit))) ?? candidates[0] ?? null
}

/** The commits of each line that are missing on the default branch. */
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

/** The number of the open pull request that reintegrates a commit. */
export const reintegrationOf = (reintegrations: readonly Reintegration[], commit: string): number | null =>
  reintegrations.find(
    ({ pullRequest, body }) => pullRequest.state === 'open' && commitsInMarker(body).includes(commit),
  )?.pullRequest.number ?? null

/** Publishing a release without a hotfix that production runs would remove the hotfix. */
export function hotfixesCheck(lacked: readonly MissingCommit[]): Check<'missing-hotfixes'> {
  const missing = lacked.filter(({ onMain }) => !onMain)
  const name = 'missing-hotfixes'
  const [first] = missing
  if (first)
    return {
      name,
      passed: false,
      finding: `${commitCount(missing)} ${areOrIs(missing)} missing on the default branch: ${namesOf(missing)}.`,
      remedy: first.pr
        ? `Merge #${first.pr}, then publish the next draft.`
        : `Run \`rel hotfix reintegrate${first.version ? ` ${first.version}` : ''}\`, merge its pull request, then publish the next draft.`,
    }
  const passed = lacked.length === 0
  return {
    name,
    passed,
    finding: passed
      ? 'The release has every hotfix commit.'
      : `${commitCount(lacked)} ${areOrIs(lacked)} on the default branch but not in this release: ${namesOf(lacked)}.`,
    remedy: 'Publish the next draft of the default branch.',
  }
}

export const commitCount = ({ length }: readonly MissingCommit[]): string =>
  `${length} hotfix ${length === 1 ? 'commit' : 'commits'}`
const areOrIs = ({ length }: readonly MissingCommit[]): string => (length === 1 ? 'is' : 'are')
const namesOf = (lacked: readonly MissingCommit[]): string =>
  [...new Set(lacked.map(({ version, commit }) => version ?? shortCommit(commit)))].join(', ')

/** A line, with its commits that are missing on the default branch according to GitHub. */
export interface LineAhead extends Line {
  readonly ahead: readonly LineCommit[]
}

/** The lines with commits that are missing on the default branch. `commits`: by the tips of the lines. */
export const linesAhead = (
  lines: readonly Line[],
  commits: ReadonlyMap<string, readonly LineCommit[]>,
): readonly LineAhead[] =>
  lines
    .map((line) => ({ ...line, ahead: line.tips.flatMap((tip) => commits.get(tip) ?? []) }))
    .filter(({ ahead }) => ahead.length > 0)

/** The audit without a clone, of the commits that GitHub says are ahead. */
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
  all.filter(({ commit }, index) => all.findIndex((line) => line.commit === commit) === index)
