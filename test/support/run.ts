import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)
/** The script that Node runs for `rel`. `REL_BUILD`: the root of another build, such as a mutant's. */
export const binary = resolve(
  process.env['REL_BUILD'] ?? resolve(import.meta.dirname, '../..'),
  'bin/run.cjs',
)

/** The output and the exit status of a program. */
export interface Ended {
  readonly status: number
  readonly out: string
  readonly error: string
}
/** Environment variables that hide the developer's home, configuration and tokens. */
export const bareEnvironment = (home: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
  // Compiled code and snapshots are kept for the whole test run (test/support/cache.ts).
  REL_CACHE_DIR: process.env['REL_CACHE_DIR'] ?? '',
})

/** Runs the built binary. */
export const rel = (directory: string, ...args: readonly string[]): Promise<Ended> =>
  relWith({}, directory, ...args)

/** Runs the built binary with more environment variables. */
export async function relWith(
  more: Readonly<Record<string, string>>,
  directory: string,
  ...args: readonly string[]
): Promise<Ended> {
  const env = { ...bareEnvironment(directory), ...more }
  return endOf(execute(process.execPath, [binary, ...args], { cwd: directory, env }))
}

/** Waits for a program to end, whether it succeeds or fails. */
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
