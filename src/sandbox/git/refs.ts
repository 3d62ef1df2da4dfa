import { objectInfo } from './objects.js'
import { tryRun, runCached, outputOf, run, type GitRepository } from './run.js'

export interface Ref {
  readonly name: string
  /** The object of the ref: a commit, or an annotated tag. */
  readonly sha: string
  readonly type: 'commit' | 'tag' | 'tree' | 'blob'
}

/** All refs whose name begins with the prefix, which may end inside a path segment, in git's order. */
export async function listRefs(git: GitRepository, prefix = 'refs/'): Promise<readonly Ref[]> {
  const out = await run(git, ['for-each-ref', '--format=%(objectname) %(objecttype) %(refname)'])
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [sha, type, name] = line.split(' ') as [string, Ref['type'], string]
      return { name, sha, type }
    })
    .filter(({ name }) => name.startsWith(prefix))
}

/** A ref by its full name, or null. */
export async function findRef(git: GitRepository, name: string): Promise<Ref | null> {
  if (!isRefName(name)) return null
  // The pattern also matches refs below the name, so the name is compared too.
  const out = await run(git, ['for-each-ref', '--format=%(refname) %(objectname) %(objecttype)', '--', name])
  const line = out.split('\n').find((candidate) => candidate.startsWith(`${name} `))
  if (line === undefined) return null
  const [, sha, type] = line.split(' ') as [string, string, Ref['type']]
  return { name, sha, type }
}

/** Whether a name is valid by git-check-ref-format(1); invalid names are never passed to git. */
export const isRefName = (name: string): boolean =>
  name.startsWith('refs/') &&
  name.split('/').length > 2 &&
  !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[./]$/.test(name)

/** Resolves a branch, tag, full ref name or SHA to a commit, in GitHub's order; null if there is none. */
export async function resolveCommit(git: GitRepository, revision: string): Promise<string | null> {
  const candidates = /^[0-9a-f]{40}$/.test(revision)
    ? [revision]
    : [`refs/heads/${revision}`, `refs/tags/${revision}`, revision]
  const valid = candidates.filter(
    (name) => !name.startsWith('-') && !/[\u0000-\u0020\u007f:^~]|@\{|\.\./.test(name),
  )
  const found = await Promise.all(valid.map((name) => objectInfo(git, `${name}^{commit}`)))
  return found.find((object) => object !== null)?.oid ?? null
}

export const branchHead = async (git: GitRepository, branch: string): Promise<string | null> =>
  isRefName(`refs/heads/${branch}`) ? resolveCommit(git, `refs/heads/${branch}`) : null

const zeroSha = '0'.repeat(40)

/** Moves, creates (`expected` null) or deletes (`next` null) a ref; false if it does not point to `expected`. */
export async function moveRef(
  git: GitRepository,
  name: string,
  next: string | null,
  expected: string | null,
): Promise<boolean> {
  const args = next === null ? ['-d', name, expected ?? zeroSha] : [name, next, expected ?? zeroSha]
  return (await tryRun(git, ['update-ref', ...args])).status === 0
}

export const isAncestor = async (git: GitRepository, ancestor: string, commit: string): Promise<boolean> =>
  (await runCached(git, ['merge-base', '--is-ancestor', ancestor, commit])).status === 0

export async function mergeBase(git: GitRepository, left: string, right: string): Promise<string | null> {
  const result = await runCached(git, ['merge-base', left, right])
  return result.status === 0 ? result.out.toString().trim() : null
}

export async function countCommits(git: GitRepository, from: string, to: string): Promise<number> {
  const args = ['rev-list', '--count', `${from}..${to}`]
  return Number(outputOf(args, await runCached(git, args)))
}

/** The type of the object with a SHA, or null. */
export async function objectType(git: GitRepository, sha: string): Promise<string | null> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return null
  return (await objectInfo(git, sha))?.type ?? null
}

/** Copies a commit with its history from another repository, such as a fork. */
export async function fetchFrom(git: GitRepository, source: GitRepository, sha: string): Promise<void> {
  await run(git, ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', source.directory, sha])
}
