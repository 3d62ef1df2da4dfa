import { gt } from 'semver'
import { isSameMinor } from '../line/line.js'
import { type Author, coAuthorsOf, type Commit, type Merged, subjectOf } from './commit.js'

/** What a release brings: a merged pull request, or a commit that came without one. `commits`: its own, and those that it brought in. */
export interface Change {
  readonly pull: Merged | null
  readonly title: string
  readonly labels: readonly string[]
  readonly authors: readonly Author[]
  readonly commits: readonly Commit[]
}

/** The merged pull request of each commit that was asked about; null: it came without one. */
export type PullRequestsByCommit = ReadonlyMap<string, Merged | null>

/** Commits newest first, none of which is in a release, and where they begin. */
export interface Range {
  readonly head: string
  readonly commits: readonly Commit[]
}

/** A commit of the line, and what it brought in by its other parents. */
interface Step {
  readonly commit: Commit
  readonly brought: readonly Commit[]
}

/** The commits whose pull request has to be known before the changes can be told. */
export const commitsToAskAbout = (range: Range, pulls: PullRequestsByCommit): readonly Commit[] =>
  stepsOf(range, pulls)
    .map(({ commit }) => commit)
    .filter(({ oid }) => !pulls.has(oid))

/** Each commit of the line is a change, or a part of one that was rebased. `previous`: the tag of the last release before it. */
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
    changes.set(key, changeOf(pull, [...(changes.get(key)?.commits ?? []), step.commit, ...step.brought]))
  }
  return [...changes.values()]
}

/**
 * A reintegration brings nothing that was not released, unless the release before was of another line: that one went without the
 * hotfix, as when it waited at its gate while the hotfix was made.
 */
function isReleased(pull: Merged, previous: string | null): boolean {
  if (!isReintegration(pull)) return false
  const [version, last] = [pull.head, previous ?? ''].map((text) => /\d+\.\d+\.\d+$/.exec(text)?.[0])
  return version === undefined || last === undefined || isSameMinor(version, last) || gt(version, last)
}

/** Made by `rel hotfix reintegrate`, by its branch or its hidden marker. */
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

/** Beside the author of a pull request: whom the trailers name. The author of what was squashed is the author of it all. */
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
 * The line of first parents, newest first. What a pull request brought in is part of it; what a merge of something else brought
 * in stands on its own.
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
      .reverse() // the oldest first: what an earlier step brought in, a later one does not bring again
      .flatMap((commit): Step[] => {
        const others = commit.parents.slice(1)
        const own = pulls.get(commit.oid)
        if (own !== null || others.length === 0) return [{ commit, brought: take(others) }]
        return [...others.flatMap((other) => walk(other).reverse()), { commit, brought: [] }]
      })
      .reverse()
  return walk(head)
}
