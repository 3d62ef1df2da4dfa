import { spawn } from 'node:child_process'

/** One bare repository on disk; everything that git knows is asked of git. */
export interface GitRepository {
  readonly directory: string
}

/** What git said: its exit status and both streams. Answers such as "is not an ancestor" are statuses, not failures. */
export interface GitAnswer {
  readonly status: number
  readonly out: Buffer
  readonly error: string
}

/** Nothing of the machine or its user reaches git: no configuration, no home, no prompts, one language. */
export const isolated = {
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
    readonly answer: GitAnswer,
  ) {
    super(`git ${args.join(' ')} failed (${answer.status}): ${answer.error.trim()}`)
  }
}

/** Runs git in the repository and reports whatever it answered. NUL ends an argument: what has one names nothing. */
export function ask(
  git: GitRepository,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitAnswer> {
  if (args.some((arg) => arg.includes('\0')))
    return Promise.resolve({ status: 128, out: Buffer.alloc(0), error: 'fatal: an argument with NUL' })
  return new Promise((answer, fail) => {
    const child = spawn('git', ['--git-dir', git.directory, ...args], {
      env: { ...isolated, ...options.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const out: Buffer[] = []
    const error: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => error.push(chunk))
    child.on('error', fail)
    child.on('close', (status) =>
      answer({ status: status ?? -1, out: Buffer.concat(out), error: Buffer.concat(error).toString() }),
    )
    child.stdin.on('error', () => undefined) // git may end before it has read everything; its status says how
    child.stdin.end(options.input ?? '')
  })
}

const isFixed = (arg: string): boolean => /^(-.*|[0-9a-f]{40}((\.{2,3})[0-9a-f]{40})?)$/.test(arg)
const kept = new Map<string, GitAnswer>()
const most = { answers: 2000, bytes: 8 * 1024 }

/**
 * The same for a command whose answer never changes: options and ids of objects are all that it reads. It is asked once, unless it
 * failed: an object that is missing may come. With a name among its words it is asked each time.
 */
export async function askOnce(
  git: GitRepository,
  [command = '', ...words]: readonly string[],
): Promise<GitAnswer> {
  if (!words.every(isFixed)) return ask(git, [command, ...words])
  const key = JSON.stringify([git.directory, command, ...words])
  const known = kept.get(key)
  if (known) return known
  const answer = await ask(git, [command, ...words])
  if ([0, 1].includes(answer.status) && answer.error === '' && answer.out.length < most.bytes) {
    kept.set(key, answer)
    const [oldest] = kept.keys()
    if (kept.size > most.answers && oldest !== undefined) kept.delete(oldest)
  }
  return answer
}

/** Runs git and returns what it printed, without the last newline. Throws GitFailure. */
export async function run(
  git: GitRepository,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  return printed(args, await ask(git, args, options))
}

/** What git printed in answer to `args`, without the last newline. Throws GitFailure. */
export function printed(args: readonly string[], answer: GitAnswer): string {
  if (answer.status !== 0) throw new GitFailure(args, answer)
  return answer.out.toString().replace(/\n$/, '')
}
