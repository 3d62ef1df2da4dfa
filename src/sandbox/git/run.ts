import { runGit, type GitOptions, type GitResult } from './process.js'

/** A bare repository on disk. */
export interface GitRepository {
  readonly directory: string
}

export class GitFailure extends Error {
  constructor(
    readonly args: readonly string[],
    readonly result: GitResult,
  ) {
    super(`git ${args.join(' ')} failed (${result.status}): ${result.error.trim()}`)
  }
}

/**
 * The options that the sandbox passes to git. Any other argument with a leading dash is a name that somebody sent, and could make
 * git write a file or run a program: it never reaches git.
 */
const options = new Set(
  `-M -d -p -r -s -w -z --all --ancestry-path --author --blob --branches --contains --count --date-format --date-order
  --empty --end-of-options --export-marks --first-parent --force --format --index-info --is-ancestor --list --max-count --merged
  --merges --no-abbrev --no-merges --no-messages --no-renames --no-tags --no-write-fetch-head --not --numstat --parents --quiet
  --raw --replace --reverse --since --sort --stdin --until --update-shallow --verify --write-tree --`.split(
    /\s+/,
  ),
)
const isOption = (arg: string): boolean => options.has(arg.split('=')[0] ?? '')

/** Runs git in the repository, and returns its result whatever the status. */
export function tryRun(
  git: GitRepository,
  args: readonly string[],
  more: Pick<GitOptions, 'input' | 'environment'> = {},
): Promise<GitResult> {
  const foreign = args.find((arg) => arg.startsWith('-') && !isOption(arg))
  if (foreign === undefined) return runGit(['--git-dir', git.directory, ...args], more)
  return Promise.resolve({ status: 128, out: Buffer.alloc(0), error: `fatal: not a name: ${foreign}` })
}

const isFixed = (arg: string): boolean => /^(-.*|[0-9a-f]{40}((\.{2,3})[0-9a-f]{40})?)$/.test(arg)
const cache = new Map<string, GitResult>()
const limits = { results: 2000, bytes: 8 * 1024 }

/**
 * The same with a cache for commands whose result cannot change: those with only options and object ids as arguments. Failures
 * are not cached, because a missing object may be added. Commands with a name always run.
 */
export async function runCached(
  git: GitRepository,
  [command = '', ...rest]: readonly string[],
): Promise<GitResult> {
  if (!rest.every(isFixed)) return tryRun(git, [command, ...rest])
  const key = JSON.stringify([git.directory, command, ...rest])
  const cached = cache.get(key)
  if (cached) return cached
  const result = await tryRun(git, [command, ...rest])
  if ([0, 1].includes(result.status) && result.error === '' && result.out.length < limits.bytes) {
    cache.set(key, result)
    const [oldest] = cache.keys()
    if (cache.size > limits.results && oldest !== undefined) cache.delete(oldest)
  }
  return result
}

/** Runs git and returns its output without the last newline. Throws GitFailure. */
export async function run(
  git: GitRepository,
  args: readonly string[],
  more: Pick<GitOptions, 'input' | 'environment'> = {},
): Promise<string> {
  return outputOf(args, await tryRun(git, args, more))
}

/** The output of git with `args`, without the last newline. Throws GitFailure. */
export function outputOf(args: readonly string[], result: GitResult): string {
  if (result.status !== 0) throw new GitFailure(args, result)
  return result.out.toString().replace(/\n$/, '')
}
