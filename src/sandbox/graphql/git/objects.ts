import { ask, GitFailure, run, type GitRepository } from '../../git/run.js'

export interface GitObject {
  readonly oid: string
  readonly type: 'commit' | 'tree' | 'blob' | 'tag'
  readonly content: Buffer
}
type Waiting = {
  readonly expression: string
  readonly answer: (object: GitObject | null) => void
  readonly fail: (error: unknown) => void
}

/**
 * Reads objects by expression (`HEAD:path`, a ref, an object id). What the fields of one level ask for at the same moment is
 * read by one `git cat-file --batch`, so a list of a hundred pull requests costs one process and not a hundred.
 */
export function objectReader(git: GitRepository): (expression: string) => Promise<GitObject | null> {
  const known = new Map<string, Promise<GitObject | null>>()
  let waiting: Waiting[] = []

  const readAll = (): void => {
    const batch = waiting
    waiting = []
    readBatch(
      git,
      batch.map(({ expression }) => expression),
    ).then(
      (objects) => {
        for (const object of objects) if (object) known.set(object.oid, Promise.resolve(object))
        batch.forEach(({ answer }, index) => answer(objects[index] ?? null))
      },
      (error: unknown) => batch.forEach(({ fail }) => fail(error)),
    )
  }
  return (expression) => {
    if (expression === '' || /[\n\0]/.test(expression)) return Promise.resolve(null)
    const found = known.get(expression)
    if (found) return found
    const reading = new Promise<GitObject | null>((answer, fail) => {
      if (waiting.length === 0) setImmediate(readAll)
      waiting.push({ expression, answer, fail })
    })
    known.set(expression, reading)
    return reading
  }
}

async function readBatch(
  git: GitRepository,
  expressions: readonly string[],
): Promise<readonly (GitObject | null)[]> {
  const args = ['cat-file', '--batch']
  const answer = await ask(git, args, { input: expressions.map((line) => `${line}\n`).join('') })
  if (answer.status !== 0) throw new GitFailure(args, answer)
  const { out } = answer
  const objects: (GitObject | null)[] = []
  for (let at = 0; at < out.length;) {
    const end = out.indexOf(10, at)
    const header = /^([0-9a-f]{40}) (commit|tree|blob|tag) (\d+)$/.exec(out.toString('utf8', at, end))
    if (!header) {
      objects.push(null) // "<expression> missing" or "ambiguous"
      at = end + 1
      continue
    }
    const [, oid = '', type, size] = header
    const start = end + 1
    const content = out.subarray(start, start + Number(size))
    objects.push({ oid, type: type as GitObject['type'], content })
    at = start + Number(size) + 1
  }
  return objects
}

export interface ListedRef {
  readonly name: string
  readonly oid: string
}
/** Refs below a prefix, by name or (tags) by the date of what they name, oldest first. */
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
/** What `head` has changed since it left `base`; null: everything that it holds. */
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
  const sum = (of: 'additions' | 'deletions'): number => files.reduce((total, file) => total + file[of], 0)
  return { additions: sum('additions'), deletions: sum('deletions'), files }
}

export interface LogFilter {
  readonly path?: string | null
  readonly since?: string | null
  readonly until?: string | null
}
/** The ids of the commits of a history that pass the filter, newest first. */
export async function listCommits(
  git: GitRepository,
  head: string,
  { path, since, until }: LogFilter,
): Promise<readonly string[]> {
  const times = [since != null && `--since=${since}`, until != null && `--until=${until}`].filter(
    (one) => one !== false,
  )
  const paths = path == null ? [] : [`:(top,literal)${path}`]
  const out = await run(git, ['rev-list', '--date-order', ...times, head, '--', ...paths])
  return out.split('\n').filter(Boolean)
}
