import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { bareEnvironment, binary } from './run.js'
import type { Sandbox } from './sandbox.js'

/** The program of util-linux; the one of macOS has other options. */
const script = '/usr/bin/script'
export const hasTerminal = existsSync(script) && process.platform === 'linux'

export const enter = '\r'
export const ctrlC = '\u0003'
export const clearLine = '\u0015'
export const colour = /\u001B\[[0-9;]*m/
export const down = '\u001B[B'

interface Input {
  /** The text on the screen after which `keys` are pressed. */
  readonly until: string
  readonly keys: string
}
interface TerminalOptions {
  readonly login: string
  /** The working directory; by default a folder outside a clone. */
  readonly cwd?: string
  readonly lines?: readonly Input[]
  /** More environment variables. */
  readonly env?: Readonly<Record<string, string>>
}

/** Runs rel on a terminal, and presses keys at its prompts. `screen`: the whole output; `raw`: with control sequences. */
export function onTerminal(
  sandbox: Sandbox,
  args: string,
  { login, cwd = sandbox.home, lines = [], env: more = {} }: TerminalOptions,
): Promise<{ readonly screen: string; readonly raw: string; readonly status: number | null }> {
  const env = {
    ...bareEnvironment(sandbox.home),
    TERM: 'xterm',
    NO_COLOR: '1',
    GH_TOKEN: sandbox.token(login),
    GITHUB_API_URL: sandbox.apiUrl,
    ...more,
  }
  const command = `stty cols 120 rows 40; ${process.execPath} ${binary} ${args}`
  const child = spawn(script, ['--quiet', '--return', '--command', command, '/dev/null'], { cwd, env })
  let [screen, raw] = ['', '']
  let seen = 0
  const left = [...lines]
  child.stdout.on('data', (chunk: Buffer) => {
    raw += chunk.toString()
    screen = raw.replaceAll(/\u001B\[[0-9;?]*[A-Za-z]/g, '')
    const [next] = left
    const at = next ? screen.indexOf(next.until, seen) : -1
    if (!next || at < 0) return
    seen = at + next.until.length
    left.shift()
    child.stdin.write(next.keys)
  })
  return new Promise((done) => child.on('close', (status) => done({ screen, raw, status })))
}
