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

/** From where to where: what `head` has and none of the released has. `branches`: pull requests into them count. */
export interface CommitRange {
  readonly head: string
  /** The tags of what was released, the highest version first. */
  readonly released: readonly Tag[]
  readonly service: Service
  readonly branches: readonly string[]
}
export interface Changes {
  readonly changes: readonly Change[]
  /** The highest of the released that is part of the history. */
  readonly previous: string | null
  readonly warnings: readonly string[]
}

/** What has come since the last release: the clone knows the commits and most of their numbers; GitHub tells the rest. */
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

/** Which pull request each commit came with: those that subjects name, confirmed; the others by the commit itself. */
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
    const asked = commitsToAskAbout({ ...range, commits }, pulls)
    if (asked.length === 0) return { range: { ...range, commits }, pulls, warnings }
    const named = await readNamed(context, asked, branches, withFiles)
    const rest = asked.filter(({ oid }) => !named.has(oid))
    const told = await readIntroduced(context, rest, branches, withFiles)
    for (const [oid, pull] of [...named, ...told.pulls]) pulls.set(oid, pull)
    commits = commits.map((commit) => ({ ...commit, author: told.authors.get(commit.oid) ?? commit.author }))
    warnings.push(...told.warnings)
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
    const told = found[index] ?? { pulls: await github.changes.pullRequestsOf(repository, commit.oid) }
    pulls.set(commit.oid, told.pulls && pullRequestThatIntroduced(commit, told.pulls, branches))
    if (told.pulls === null) warnings.push(unknownPull(commit))
  }
  return { pulls, authors: authorsOf(found), warnings }
}

const authorsOf = (
  found: readonly ({ readonly commit: Commit } | null)[],
): ReadonlyMap<string, Commit['author']> =>
  new Map(found.flatMap((told) => (told ? [[told.commit.oid, told.commit.author] as const] : [])))

const unknownPull = ({ oid }: Commit): string =>
  `GitHub did not tell which pull request ${shortCommit(oid)} came with: it is listed by its message.`

/** Without a clone that has all of it. Commits of a hotfix that came back are told apart by their pull requests. */
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

/** Since the highest version that is part of the history: a hotfix of the last line is higher, and elsewhere. */
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

/** The changes that touch a service; what GitHub does not tell with the pull request is asked for each commit. */
async function touching(
  { github, repository }: Context,
  changes: readonly Change[],
  service: Service,
): Promise<readonly Change[]> {
  const found = await Promise.all(
    changes.map(async ({ pull, commits }) => {
      const told = [pull?.files ?? null, ...commits.map(({ files }) => files)].filter(
        (files) => files !== null,
      )
      const files = told.length > 0 ? told.flat() : await github.changes.files(repository, commits[0]!.oid)
      return touches(service, files)
    }),
  )
  return changes.filter((_, index) => found[index])
}
