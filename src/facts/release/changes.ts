import { shortCommit } from '../../lib/commit.js'
import type { Context } from '../../context.js'
import {
  changesOf,
  commitsToAskAbout,
  type Change,
  type PullRequestsByCommit,
  type Range,
} from '../../domain/release/changes.js'
import {
  isMergeOf,
  pullRequestThatIntroduced,
  pullRequestInSubject,
  toCommit,
  type Commit,
  type Merged,
} from '../../domain/release/commit.js'
import type { Tag } from '../../domain/model/release.js'
import { touches, type Service } from '../../domain/model/service.js'

/** The commits of `head` that are in none of the released tags. `branches`: pull requests into these count. */
export interface CommitRange {
  readonly head: string
  /** The tags of the released versions, highest first. */
  readonly released: readonly Tag[]
  readonly service: Service
  readonly branches: readonly string[]
}
export interface Changes {
  readonly changes: readonly Change[]
  /** The tag of the highest released version in the history. */
  readonly previous: string | null
  readonly warnings: readonly string[]
}

/** The changes since the last release. A clone has the commits and most numbers of pull requests; GitHub has the rest. */
export async function readChanges(context: Context, span: CommitRange): Promise<Changes> {
  const withFiles = span.service.paths.length > 0
  const local = await readClone(context, span, withFiles)
  const { range, previous, pulls, warnings } = local ?? (await readRemote(context, span, withFiles))
  const all = changesOf(range, pulls, previous)
  const changes = withFiles ? await touching(context, all, span.service) : all
  return { changes, previous, warnings }
}

interface Read {
  readonly range: Range
  readonly previous: string | null
  readonly pulls: PullRequestsByCommit
  readonly warnings: readonly string[]
}

async function readClone(context: Context, span: CommitRange, withFiles: boolean): Promise<Read | null> {
  const { head, released } = span
  const { history } = context.git
  const log = await history.log(
    head,
    released.map(({ object }) => object),
    withFiles,
  )
  if (!log) return null
  const commits = log.map(toCommit)
  return {
    previous: await firstIn(context, head, released),
    ...(await readPulls(context, { head, commits }, span.branches, withFiles)),
  }
}

async function firstIn({ git }: Context, head: string, released: readonly Tag[]): Promise<string | null> {
  for (const { name, object } of released) if (await git.history.contains(head, object)) return name
  return null
}

/** The pull request of each commit: the one named in its subject, if GitHub confirms it, else found by the commit. */
async function readPulls(
  context: Context,
  range: Range,
  branches: readonly string[],
  withFiles: boolean,
): Promise<Omit<Read, 'previous'>> {
  const pulls = new Map<string, Merged | null>()
  const warnings: string[] = []
  let commits = range.commits
  for (;;) {
    const unknown = commitsToAskAbout({ ...range, commits }, pulls)
    if (unknown.length === 0) return { range: { ...range, commits }, pulls, warnings }
    const named = await readNamed(context, unknown, branches, withFiles)
    const rest = unknown.filter(({ oid }) => !named.has(oid))
    const introduced = await readIntroduced(context, rest, branches, withFiles)
    for (const [oid, pull] of [...named, ...introduced.pulls]) pulls.set(oid, pull)
    const { authors } = introduced
    commits = commits.map((commit) => ({ ...commit, author: authors.get(commit.oid) ?? commit.author }))
    warnings.push(...introduced.warnings)
  }
}

async function readNamed(
  { github, repository }: Context,
  commits: readonly Commit[],
  branches: readonly string[],
  withFiles: boolean,
): Promise<ReadonlyMap<string, Merged>> {
  const numbers = [...new Set(commits.flatMap((commit) => pullRequestInSubject(commit) ?? []))]
  const found = await github.changes.pullRequests(repository, numbers, withFiles)
  const byNumber = new Map(found.flatMap((pull) => (pull ? [[pull.number, pull] as const] : [])))
  return new Map(
    commits.flatMap((commit) => {
      const pull = byNumber.get(pullRequestInSubject(commit) ?? 0) ?? null
      return pull && isMergeOf(commit, pull, branches) ? [[commit.oid, pull] as const] : []
    }),
  )
}

async function readIntroduced(
  context: Context,
  commits: readonly Commit[],
  branches: readonly string[],
  withFiles: boolean,
) {
  const { github, repository } = context
  const oids = commits.map(({ oid }) => oid)
  const found = await github.changes.introduced(repository, oids, withFiles)
  const pulls = new Map<string, Merged | null>()
  const warnings: string[] = []
  for (const [index, commit] of commits.entries()) {
    const result = found[index] ?? { pulls: await github.changes.pullRequestsOf(repository, commit.oid) }
    pulls.set(commit.oid, result.pulls && pullRequestThatIntroduced(commit, result.pulls, branches))
    if (result.pulls === null) warnings.push(unknownPull(commit))
  }
  return { pulls, authors: authorsOf(found), warnings }
}

const authorsOf = (
  found: readonly ({ readonly commit: Commit } | null)[],
): ReadonlyMap<string, Commit['author']> =>
  new Map(found.flatMap((result) => (result ? [[result.commit.oid, result.commit.author] as const] : [])))

const unknownPull = ({ oid }: Commit): string =>
  `GitHub did not return the pull request of ${shortCommit(oid)}; the commit is listed by its message.`

/** Reads from GitHub, where the clone does not have the whole range. */
async function readRemote(
  context: Context,
  { head, released, branches }: CommitRange,
  withFiles: boolean,
): Promise<Read> {
  const { previous, found } = await readSince(context, head, released, withFiles)
  const pulls = new Map(
    found.map(
      ({ commit, pulls }) => [commit.oid, pullRequestThatIntroduced(commit, pulls, branches)] as const,
    ),
  )
  return { range: { head, commits: found.map(({ commit }) => commit) }, previous, pulls, warnings: [] }
}

/** The commits since the highest version in the history. A hotfix may be a higher version on another branch. */
async function readSince(
  { github, repository }: Context,
  head: string,
  released: readonly Tag[],
  withFiles: boolean,
) {
  for (const { name } of released) {
    const found = await github.changes.since(repository, head, name, withFiles)
    if (found) return { previous: name, found }
  }
  return { previous: null, found: (await github.changes.since(repository, head, null, withFiles)) ?? [] }
}

/** The changes that touch a service. Files that are not known from the pull request are queried by commit. */
async function touching(
  { github, repository }: Context,
  changes: readonly Change[],
  service: Service,
): Promise<readonly Change[]> {
  const found = await Promise.all(
    changes.map(async ({ pull, commits }) => {
      const known = [pull?.files ?? null, ...commits.map(({ files }) => files)].filter(
        (files) => files !== null,
      )
      const files = known.length > 0 ? known.flat() : await github.changes.files(repository, commits[0]!.oid)
      return touches(service, files)
    }),
  )
  return changes.filter((_, index) => found[index])
}
