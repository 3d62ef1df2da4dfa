import { objectInfo } from './objects.js'
import { ask, askOnce, printed, run, type GitRepository } from './run.js'

export interface Ref {
  readonly name: string
  /** What the ref points at: a commit, or the object of an annotated tag. */
  readonly sha: string
  readonly type: 'commit' | 'tag' | 'tree' | 'blob'
}

/** All refs whose name begins with the prefix, whole path segments or not, in git's order. */
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
  if (!refName(name)) return null
  // The pattern also finds what lies below a name, so the name is asked for too.
  const out = await run(git, ['for-each-ref', '--format=%(refname) %(objectname) %(objecttype)', '--', name])
  const line = out.split('\n').find((each) => each.startsWith(`${name} `))
  if (line === undefined) return null
  const [, sha, type] = line.split(' ') as [string, string, Ref['type']]
  return { name, sha, type }
}

/** The rules of git-check-ref-format(1); a name that they refuse never becomes an argument. */
export const refName = (name: string): boolean =>
  name.startsWith('refs/') &&
  name.split('/').length > 2 &&
  !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[./]$/.test(name)

/** The commit that a branch, tag, full ref name or sha names, in GitHub's order of search; null if there is none. */
export async function resolveCommit(git: GitRepository, revision: string): Promise<string | null> {
  const candidates = /^[0-9a-f]{40}$/.test(revision)
    ? [revision]
    : [`refs/heads/${revision}`, `refs/tags/${revision}`, revision]
  const sound = candidates.filter(
    (one) => !one.startsWith('-') && !/[\u0000-\u0020\u007f:^~]|@\{|\.\./.test(one),
  )
  const found = await Promise.all(sound.map((one) => objectInfo(git, `${one}^{commit}`)))
  return found.find((one) => one !== null)?.oid ?? null
}

export const branchHead = async (git: GitRepository, branch: string): Promise<string | null> =>
  refName(`refs/heads/${branch}`) ? resolveCommit(git, `refs/heads/${branch}`) : null

const nothing = '0'.repeat(40)

/** Moves, makes (expected null) or deletes (next null) a ref if it is where it is expected; false if it is not. */
export async function moveRef(
  git: GitRepository,
  name: string,
  next: string | null,
  expected: string | null,
): Promise<boolean> {
  const args = next === null ? ['-d', name, expected ?? nothing] : [name, next, expected ?? nothing]
  return (await ask(git, ['update-ref', ...args])).status === 0
}

export const isAncestor = async (git: GitRepository, ancestor: string, commit: string): Promise<boolean> =>
  (await askOnce(git, ['merge-base', '--is-ancestor', ancestor, commit])).status === 0

export async function mergeBase(git: GitRepository, one: string, other: string): Promise<string | null> {
  const answer = await askOnce(git, ['merge-base', one, other])
  return answer.status === 0 ? answer.out.toString().trim() : null
}

export async function countCommits(git: GitRepository, from: string, to: string): Promise<number> {
  const args = ['rev-list', '--count', `${from}..${to}`]
  return Number(printed(args, await askOnce(git, args)))
}

/** The kind of the object of that name, or null. */
export async function objectType(git: GitRepository, sha: string): Promise<string | null> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return null
  return (await objectInfo(git, sha))?.type ?? null
}

/** Copies a commit with its history out of a fork. */
export async function fetchFrom(git: GitRepository, source: GitRepository, sha: string): Promise<void> {
  await run(git, ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', source.directory, sha])
}
