import { spawn } from 'node:child_process'

/** A bare repository on disk. */
export interface GitRepository {
  readonly directory: string
}

/** The exit status and output of git. Results such as "is not an ancestor" are statuses, not errors. */
export interface GitResult {
  readonly status: number
  readonly out: Buffer
  readonly error: string
}

/** Isolates git from the machine and its user: no configuration, no home, no prompts, a fixed language. */
export const gitEnvironment = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_COMMITTER_NAME: 'GitHub',
  GIT_COMMITTER_EMAIL: 'noreply@github.com',
  LC_ALL: 'C',
  TZ: 'UTC',
} as const

export interface GitOptions {
  readonly input?: string | Buffer
  readonly environment?: Readonly<Record<string, string>>
}

export class GitFailure extends Error {
  constructor(
    readonly args: readonly string[],
    readonly result: GitResult,
  ) {
    super(`git ${args.join(' ')} failed (${result.status}): ${result.error.trim()}`)
  }
}

/** Runs git in the repository, and returns its result whatever the status. An argument with NUL is never passed on. */
export function tryRun(
  git: GitRepository,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  if (args.some((arg) => arg.includes('\0')))
    return Promise.resolve({ status: 128, out: Buffer.alloc(0), error: 'fatal: an argument with NUL' })
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['--git-dir', git.directory, ...args], {
      env: { ...gitEnvironment, ...options.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const out: Buffer[] = []
    const error: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => error.push(chunk))
    child.on('error', reject)
    child.on('close', (status) =>
      resolve({ status: status ?? -1, out: Buffer.concat(out), error: Buffer.concat(error).toString() }),
    )
    child.stdin.on('error', () => undefined) // git may end before it has read everything; its status is enough
    child.stdin.end(options.input ?? '')
  })
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
  options: GitOptions = {},
): Promise<string> {
  return outputOf(args, await tryRun(git, args, options))
}

/** The output of git with `args`, without the last newline. Throws GitFailure. */
export function outputOf(args: readonly string[], result: GitResult): string {
  if (result.status !== 0) throw new GitFailure(args, result)
  return result.out.toString().replace(/\n$/, '')
}
