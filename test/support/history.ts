import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bareEnvironment } from './run.js'

/** A change to a file: its new content (a Buffer for binary), null to delete it, or the path that it moves to. */
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

/** Runs git, and throws if it fails. */
export function gitIn(
  directory: string,
  args: readonly string[],
  input: string | Buffer = '',
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...bareEnvironment('/nonexistent'), GIT_CONFIG_GLOBAL: '/dev/null', ...variables }
    const child = spawn('git', args, { cwd: directory, env })
    const [out, error]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => error.push(chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0
        ? resolve(Buffer.concat(out).toString().trimEnd())
        : reject(new Error(`git ${args.join(' ')}: ${code} ${Buffer.concat([...error, ...out]).toString()}`)),
    )
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

/** A bare repository for commits created with `git fast-import`, with one process for any number of commits. */
export async function createHistory() {
  const directory = await mkdtemp(join(tmpdir(), 'rel-history-test-'))
  await gitIn(directory, ['init', '--quiet', '--bare', '.'])
  let made = 0
  const env = { ...bareEnvironment('/nonexistent'), GIT_CONFIG_GLOBAL: '/dev/null', GIT_DIR: directory }
  const location = { directory, env }

  /** Creates commits. Their parents may be earlier commits of the same list, written as `:1`, `:2`. */
  async function commits(newCommits: readonly NewCommit[]): Promise<string[]> {
    const scratch = `refs/scratch/${++made}`
    const parts = newCommits.flatMap((commit, index) => [
      ...streamOf(commit, index + 1, commit.parents?.length ? scratch : `${scratch}-${index}`),
    ])
    const marks = newCommits.map((_, index) => `get-mark :${index + 1}\n`)
    const input = Buffer.concat([...parts, ...marks].map((part) => Buffer.from(part)))
    const options = ['fast-import', '--quiet', '--force', '--date-format=raw']
    const output = await gitIn(directory, options, input)
    return output.split('\n').slice(-newCommits.length)
  }

  return {
    directory,
    location,
    git: (...args: readonly string[]) => gitIn(directory, args),
    commits,
    commit: async (wish: NewCommit): Promise<string> => (await commits([wish]))[0]!,
    /** The tree of a merge of two commits. Conflicts stay in it with their markers. */
    async mergedTree(first: string, second: string): Promise<{ tree: string; clean: boolean }> {
      const args = ['merge-tree', '--write-tree', '--no-messages', first, second]
      const merged = await gitIn(directory, args).then(
        (tree) => ({ tree, clean: true }),
        (error: Error) => ({ tree: /: 1 ([0-9a-f]{40})/.exec(error.message)?.[1] ?? '', clean: false }),
      )
      if (merged.tree === '') throw new Error(`${first} and ${second} cannot be merged.`)
      return merged
    },
    /** Creates a commit of an existing tree. */
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
