import { gt } from 'semver'
import { isSameMinor } from '../line/line.js'
import { type Author, coAuthorsOf, type Commit, type Merged, subjectOf } from './commit.js'

/** A change in a release: a merged pull request, or a commit without one. `commits`: its own, and those merged in with it. */
export interface Change {
  readonly pull: Merged | null
  readonly title: string
  readonly labels: readonly string[]
  readonly authors: readonly Author[]
  readonly commits: readonly Commit[]
}

/** The merged pull request of each commit that was queried; null: the commit has none. */
export type PullRequestsByCommit = ReadonlyMap<string, Merged | null>

/** Commits that are in no release, newest first. `head`: the newest of them. */
export interface Range {
  readonly head: string
  readonly commits: readonly Commit[]
}

/** A commit on the line of first parents, and the commits merged in by its other parents. */
interface Step {
  readonly commit: Commit
  readonly mergedIn: readonly Commit[]
}

/** The commits whose pull request is needed to compute the changes and not known yet. */
export const commitsToAskAbout = (range: Range, pulls: PullRequestsByCommit): readonly Commit[] =>
  stepsOf(range, pulls)
    .map(({ commit }) => commit)
    .filter(({ oid }) => !pulls.has(oid))

/** The changes, newest first. Each commit on the line of first parents is a change, or part of a rebased one. `previous`: the tag of the last release. */
export function changesOf(
  range: Range,
  pulls: PullRequestsByCommit,
  previous: string | null = null,
): readonly Change[] {
  const changes = new Map<string, Change>()
  for (const step of stepsOf(range, pulls)) {
    const pull = pulls.get(step.commit.oid) ?? null
    if (pull ? isReleased(pull, previous) : step.commit.parents.length > 1) continue
    const key = pull ? `#${pull.number}` : step.commit.oid
    changes.set(key, changeOf(pull, [...(changes.get(key)?.commits ?? []), step.commit, ...step.mergedIn]))
  }
  return [...changes.values()]
}

/**
 * Whether a pull request reintegrates only released changes. It does not if the last release is of another line without the
 * hotfix, such as one that was waiting for approval while the hotfix was made.
 */
function isReleased(pull: Merged, previous: string | null): boolean {
  if (!isReintegration(pull)) return false
  const [version, last] = [pull.head, previous ?? ''].map((text) => /(?<!\d)\d+\.\d+\.\d+$/.exec(text)?.[0])
  return version === undefined || last === undefined || isSameMinor(version, last) || gt(version, last)
}

/** Recognises a pull request of `rel hotfix reintegrate` by its branch or its hidden marker. */
const isReintegration = ({ head, body }: Merged): boolean =>
  head.startsWith('reintegrate/') || /<!-- rel:reintegrat/.test(body)

function changeOf(pull: Merged | null, commits: readonly Commit[]): Change {
  const [first] = commits
  const written = commits.flatMap((commit) => [
    ...(commit.parents.length > 1 ? [] : [commit.author]),
    ...coAuthorsOf(commit),
  ])
  return {
    pull,
    title: pull?.title ?? subjectOf(first!),
    labels: pull?.labels ?? [],
    authors: distinct(pull ? [pull.author, ...coAuthors(pull, commits)] : written),
    commits,
  }
}

/** The co-authors that the trailers name, without the author of the pull request or of the squashed commit. */
const coAuthors = ({ author }: Merged, commits: readonly Commit[]): readonly Author[] => {
  const own = [author.login, ...commits.slice(-1).map((commit) => commit.author.name)]
  return commits
    .flatMap(coAuthorsOf)
    .filter(({ name, login }) => !own.includes(login ?? name) && !own.includes(name))
}

const distinct = (authors: readonly Author[]): readonly Author[] => [
  ...new Map(authors.map((author) => [author.login ?? author.name, author])).values(),
]

/**
 * The line of first parents, newest first. Commits merged in by a pull request belong to its step; those merged in without one
 * are steps of their own.
 */
function stepsOf({ head, commits }: Range, pulls: PullRequestsByCommit): readonly Step[] {
  const open = new Map(commits.map((commit) => [commit.oid, commit]))
  const lineOf = (start: string): Commit[] => {
    const line: Commit[] = []
    for (let oid: string | undefined = start; oid !== undefined;) {
      const commit = open.get(oid)
      if (!commit) break
      line.push(commit)
      open.delete(oid)
      oid = commit.parents[0]
    }
    return line
  }
  const take = (starts: readonly string[]): Commit[] => {
    const found: Commit[] = []
    const waiting = [...starts]
    for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
      const commit = open.get(oid)
      if (!commit) continue
      open.delete(oid)
      found.push(commit)
      waiting.push(...commit.parents)
    }
    return found
  }
  const walk = (start: string): Step[] =>
    lineOf(start)
      .reverse() // oldest first: a commit belongs to the first step that merged it in
      .flatMap((commit): Step[] => {
        const mergedParents = commit.parents.slice(1)
        const own = pulls.get(commit.oid)
        if (own !== null || mergedParents.length === 0) return [{ commit, mergedIn: take(mergedParents) }]
        return [...mergedParents.flatMap((parent) => walk(parent).reverse()), { commit, mergedIn: [] }]
      })
      .reverse()
  return walk(head)
}
