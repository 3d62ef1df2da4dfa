import { execFile, execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bareEnvironment, endOf, type Ended } from './run.js'
import type { Sandbox } from './sandbox.js'

/** The unmodified GitHub CLI. */
const execute = promisify(execFile)
export const isGhInstalled = ((): boolean => {
  try {
    return execFileSync('gh', ['--version']).length > 0
  } catch {
    process.stderr.write('gh is not installed: its tests with the sandbox are skipped.\n')
    return false
  }
})()

const quiet = { NO_COLOR: '1', GH_NO_UPDATE_NOTIFIER: '1', GH_PROMPT_DISABLED: '1' }

/** Runs gh. `environment`: the variables with which it finds the sandbox. */
export const runGh = (
  sandbox: Sandbox,
  cwd: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<Ended> =>
  endOf(
    execute('gh', [...args], {
      cwd,
      env: {
        ...bareEnvironment(sandbox.home),
        TMPDIR: sandbox.home, // where gh keeps its cache
        GH_CONFIG_DIR: join(sandbox.home, 'gh'),
        ...quiet,
        ...environment,
      },
    }),
  )

/** The environment for gh as dev over plain HTTP through a proxy. */
export const plainHttp = (sandbox: Sandbox): Readonly<Record<string, string>> => ({
  GH_HOST: 'github.localhost',
  GH_TOKEN: sandbox.token('dev'),
  HTTP_PROXY: sandbox.url,
})
