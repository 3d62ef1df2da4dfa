import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** The exit status and output of git. Results such as "is not an ancestor" are statuses, not errors. */
export interface GitResult {
  readonly status: number
  readonly out: Buffer
  readonly error: string
}

/**
 * Isolates git from the machine, its user and the repository that it reads: no configuration of the user, no home, no prompts, a
 * fixed language, no hooks, no file system monitor, and no fetching of missing objects. Objects are transferred only within this
 * machine: from a folder, or over http from the sandbox.
 */
const isolation = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'core.hooksPath',
  GIT_CONFIG_VALUE_0: '/dev/null',
  GIT_CONFIG_KEY_1: 'core.fsmonitor',
  GIT_CONFIG_VALUE_1: 'false',
  GIT_ALLOW_PROTOCOL: 'file:http',
  GIT_NO_LAZY_FETCH: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_COMMITTER_NAME: 'GitHub',
  GIT_COMMITTER_EMAIL: 'noreply@github.com',
  LC_ALL: 'C',
  TZ: 'UTC',
} as const

/** The hooks of the sandbox's own repositories, which only the server of a push runs. */
const ownHooks = { GIT_CONFIG_COUNT: '0' } as const

export interface GitOptions {
  readonly cwd?: string
  readonly input?: string | Buffer
  /** More environment variables. */
  readonly environment?: Readonly<Record<string, string>>
}

export type GitProcess = ChildProcessByStdio<Writable, Readable, null>

/** Starts git without its error output. No other module of the sandbox starts git. */
export const spawnGit = (
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): GitProcess =>
  spawn('git', [...args], { env: { ...isolation, ...environment }, stdio: ['pipe', 'pipe', 'ignore'] })

/** Starts the CGI program of git's smart HTTP, with the hooks of the repository; running it directly saves a process. */
export const spawnHttpBackend = (environment: Readonly<Record<string, string>>): GitProcess =>
  spawn(httpBackendPath(), [], {
    env: { ...isolation, ...ownHooks, ...environment },
    stdio: ['pipe', 'pipe', 'ignore'],
  })

const httpBackendPath = (): string =>
  (backendPath ??= `${spawnSync('git', ['--exec-path'], { env: isolation, encoding: 'utf8' }).stdout.trim()}/git-http-backend`)
let backendPath: string | undefined

/** Runs git, and returns its result whatever the status. An argument with NUL is never passed on. Rejects if git cannot be run. */
export function runGit(
  args: readonly string[],
  { cwd, input = '', environment = {} }: GitOptions = {},
): Promise<GitResult> {
  if (args.some((arg) => arg.includes('\0')))
    return Promise.resolve({ status: 128, out: Buffer.alloc(0), error: 'fatal: an argument with NUL' })
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...args], { cwd, env: { ...isolation, ...environment } })
    const out: Buffer[] = []
    const error: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => error.push(chunk))
    child.on('error', reject)
    child.on('close', (status) =>
      resolve({ status: status ?? -1, out: Buffer.concat(out), error: Buffer.concat(error).toString() }),
    )
    child.stdin.on('error', () => undefined) // git may end before it has read everything; its status is enough
    child.stdin.end(input)
  })
}
