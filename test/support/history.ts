import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bareEnvironment } from './run.js'

/** A change to a file: its new content (a Buffer is binary), null to delete it, or where it moves to. */
export type Change = string | Buffer | null | { readonly to: string }
export interface NewCommit {
  readonly parents?: readonly string[]
  readonly message?: string | Buffer
  readonly changes?: Readonly<Record<string, Change>>
  readonly author?: string
  /** Seconds since 1970. */
  readonly at?: number
}
export type History = Awaited<ReturnType<typeof createHistory>>

/** Runs git, and fails unless it succeeds. */
export function gitIn(
  directory: string,
  words: readonly string[],
  input: string | Buffer = '',
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...bareEnvironment('/nonexistent'), GIT_CONFIG_GLOBAL: '/dev/null', ...variables }
    const child = spawn('git', words, { cwd: directory, env })
    const [out, error]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => error.push(chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0
        ? resolve(Buffer.concat(out).toString().trimEnd())
        : reject(
            new Error(`git ${words.join(' ')}: ${code} ${Buffer.concat([...error, ...out]).toString()}`),
          ),
    )
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

/** A bare repository for histories that are made by `git fast-import`: one process for any number of commits. */
export async function createHistory() {
  const directory = await mkdtemp(join(tmpdir(), 'rel-history-test-'))
  await gitIn(directory, ['init', '--quiet', '--bare', '.'])
  let made = 0
  const location = { directory, env: { ...bareEnvironment('/nonexistent'), GIT_CONFIG_GLOBAL: '/dev/null' } }

  /** Makes commits whose parents may be earlier ones of the same list, as `:1`, `:2`. */
  async function commits(wishes: readonly NewCommit[]): Promise<string[]> {
    const scratch = `refs/scratch/${++made}`
    const parts = wishes.flatMap((wish, index) => [
      ...streamOf(wish, index + 1, wish.parents?.length ? scratch : `${scratch}-${index}`),
    ])
    const marks = wishes.map((_, index) => `get-mark :${index + 1}\n`)
    const input = Buffer.concat([...parts, ...marks].map((part) => Buffer.from(part)))
    const options = ['fast-import', '--quiet', '--force', '--date-format=raw']
    const told = await gitIn(directory, options, input)
    return told.split('\n').slice(-wishes.length)
  }

  return {
    directory,
    place: location,
    git: (...words: readonly string[]) => gitIn(directory, words),
    commits,
    commit: async (wish: NewCommit): Promise<string> => (await commits([wish]))[0]!,
    /** The tree of the merge of two commits; conflicts stay in it, with both sides, as in a hasty resolution. */
    async mergedTree(one: string, other: string): Promise<{ tree: string; clean: boolean }> {
      const words = ['merge-tree', '--write-tree', '--no-messages', one, other]
      const told = await gitIn(directory, words).then(
        (tree) => ({ tree, clean: true }),
        (error: Error) => ({ tree: /: 1 ([0-9a-f]{40})/.exec(error.message)?.[1] ?? '', clean: false }),
      )
      if (told.tree === '') throw new Error(`${one} and ${other} do not merge at all.`)
      return told
    },
    /** A commit of a tree that exists. */
    commitTree: (tree: string, parents: readonly string[], message: string): Promise<string> =>
      gitIn(directory, [
        '-c',
        'user.name=Merger',
        '-c',
        'user.email=merger@example.com',
        'commit-tree',
        tree,
        ...parents.flatMap((parent) => ['-p', parent]),
        '-m',
        message,
      ]),
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}

function* streamOf(
  {
    parents = [],
    message = 'Change',
    changes = {},
    author = 'Ann <ann@example.com>',
    at = 1_700_000_000,
  }: NewCommit,
  mark: number,
  ref: string,
): Generator<string | Buffer> {
  const text = Buffer.from(message)
  yield `commit ${ref}\nmark :${mark}\nauthor ${author} ${at} +0100\ncommitter ${author} ${at + 1} +0100\ndata ${text.length}\n`
  yield text
  const [first, ...others] = parents
  if (first !== undefined) yield `\nfrom ${first}\n`
  for (const other of others) yield `merge ${other}\n`
  if (first === undefined) yield '\n'
  for (const [path, change] of Object.entries(changes)) {
    if (change === null) yield `D ${path}\n`
    else if (typeof change === 'string' || Buffer.isBuffer(change)) {
      const data = Buffer.from(change)
      yield `M 100644 inline ${path}\ndata ${data.length}\n`
      yield data
      yield '\n'
    } else yield `R ${path} ${change.to}\n`
  }
  yield '\n'
}
