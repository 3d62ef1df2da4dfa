import { readObject, type GitObject } from '../../git/objects.js'
import { run, type GitRepository } from '../../git/run.js'

/** Reads objects by expression (`HEAD:path`, a ref, an object id), each at most once. */
export function objectReader(git: GitRepository): (expression: string) => Promise<GitObject | null> {
  const cache = new Map<string, Promise<GitObject | null>>()
  return (expression) => {
    const reading = cache.get(expression) ?? readObject(git, expression)
    cache.set(expression, reading)
    return reading
  }
}

export interface ListedRef {
  readonly name: string
  readonly oid: string
}
/** Refs with a prefix, sorted by name or (tags) by date, oldest first. */
export async function listRefsBy(
  git: GitRepository,
  prefix: string,
  order: 'refname' | 'creatordate',
): Promise<readonly ListedRef[]> {
  const pattern = prefix.replace(/\/[^/]*$/, '/')
  const sort = order === 'creatordate' ? ['--sort=refname', '--sort=creatordate'] : ['--sort=refname']
  const out = await run(git, ['for-each-ref', '--format=%(objectname) %(refname)', ...sort, '--', pattern])
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ oid: line.slice(0, 40), name: line.slice(41) }))
    .filter(({ name }) => name.startsWith(prefix))
}

export interface Diffstat {
  readonly additions: number
  readonly deletions: number
  readonly files: readonly { readonly path: string; readonly additions: number; readonly deletions: number }[]
}
/** The changes of `head` since its merge base with `base`; `base` null: all its files. */
export async function diffstat(git: GitRepository, base: string | null, head: string): Promise<Diffstat> {
  const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
  const range = base === null ? [emptyTree, head] : [`${base}...${head}`]
  const out = await run(git, ['diff', '--numstat', '--no-renames', '-z', ...range])
  const files = out
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const [additions = '', deletions = '', path = ''] = line.split('\t')
      return { path, additions: Number(additions) || 0, deletions: Number(deletions) || 0 }
    })
  const sum = (field: 'additions' | 'deletions'): number =>
    files.reduce((total, file) => total + file[field], 0)
  return { additions: sum('additions'), deletions: sum('deletions'), files }
}

export interface LogFilter {
  readonly path?: string | null
  readonly since?: string | null
  readonly until?: string | null
}
/** The ids of commits that match the filter, newest first. */
export async function listCommits(
  git: GitRepository,
  head: string,
  { path, since, until }: LogFilter,
): Promise<readonly string[]> {
  const times = [since != null && `--since=${since}`, until != null && `--until=${until}`].filter(
    (option) => option !== false,
  )
  const paths = path == null ? [] : [`:(top,literal)${path}`]
  const out = await run(git, ['rev-list', '--date-order', ...times, head, '--', ...paths])
  return out.split('\n').filter(Boolean)
}
