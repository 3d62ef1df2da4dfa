import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)
/** What `rel` is to a shell, once Node runs it; `REL_BUILD`: the root of another build, such as a mutant's. */
export const binary = resolve(
  process.env['REL_BUILD'] ?? resolve(import.meta.dirname, '../..'),
  'bin/run.cjs',
)

/** What a program printed, and how it ended. */
export interface Ended {
  readonly status: number
  readonly out: string
  readonly error: string
}
/** An environment in which nothing of the developer's machine is to be seen: no home, no configuration, no tokens. */
export const bareEnvironment = (home: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
  // Compiled code and played worlds are kept for the whole run of the tests (test/support/cache.ts).
  REL_CACHE_DIR: process.env['REL_CACHE_DIR'] ?? '',
})

/** Runs the real binary. */
export const rel = (directory: string, ...args: readonly string[]): Promise<Ended> =>
  relWith({}, directory, ...args)

/** The same where these variables are set. */
export async function relWith(
  more: Readonly<Record<string, string>>,
  directory: string,
  ...args: readonly string[]
): Promise<Ended> {
  const env = { ...bareEnvironment(directory), ...more }
  return endOf(execute(process.execPath, [binary, ...args], { cwd: directory, env }))
}

/** A program's end, whether it succeeded or not. */
export async function endOf(running: Promise<{ stdout: string; stderr: string }>): Promise<Ended> {
  try {
    const { stdout, stderr } = await running
    return { status: 0, out: stdout, error: stderr }
  } catch (failure) {
    const { code, stdout, stderr } = failure as { code: number; stdout: string; stderr: string }
    if (typeof code !== 'number') throw failure
    return { status: code, out: stdout, error: stderr }
  }
}
