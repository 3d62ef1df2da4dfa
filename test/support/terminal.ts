import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { bareEnvironment, binary } from './run.js'
import type { Sandbox } from './sandbox.js'

/** util-linux's; the one of macOS takes other words. */
const script = '/usr/bin/script'
export const hasTerminal = existsSync(script) && process.platform === 'linux'

export const enter = '\r'
export const ctrlC = '\u0003'
export const clearLine = '\u0015'
export const colour = /\u001B\[[0-9;]*m/
export const down = '\u001B[B'

interface Input {
  /** What is on the screen when `keys` are pressed. */
  readonly until: string
  readonly keys: string
}
interface TerminalOptions {
  readonly login: string
  /** A folder; by default one that is no clone. */
  readonly cwd?: string
  readonly lines?: readonly Input[]
  /** More than the rest of it. */
  readonly env?: Readonly<Record<string, string>>
}

/** Runs rel on a terminal of its own, and answers when it asks. `screen`: all that was ever on it; `raw`: with what steered it. */
export function onTerminal(
  sandbox: Sandbox,
  words: string,
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
  const command = `stty cols 120 rows 40; ${process.execPath} ${binary} ${words}`
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
