import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Readable } from 'node:stream'

export interface Command {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
  /** Called with each line of both streams, without its line break. */
  readonly onLine: (line: string) => void
  /** Called with the process group if background processes remain after the program has ended. */
  readonly onLeft: (group: number) => void
  /** Ends the process gracefully: timeout or cancellation. */
  readonly signal: AbortSignal
  /** Kills the process at once: the sandbox stops. */
  readonly kill: AbortSignal
  /** Milliseconds between SIGINT, SIGTERM and SIGKILL; GitHub waits 7.5 s and 2.5 s. */
  readonly grace: readonly [number, number]
}

/** Runs a program in its own process group; returns its exit status. Its background processes run until the job ends. */
export async function execute({
  argv,
  cwd,
  environment,
  onLine,
  onLeft,
  signal,
  kill,
  grace,
}: Command): Promise<number> {
  const [program = '', ...rest] = argv
  const child = spawn(program, rest, {
    cwd,
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const ended = new Promise<number>((done, fail) => {
    child.on('error', fail)
    // Not `close`: background processes can hold the streams open.
    child.on('exit', (code, name) => done(code ?? (name === null ? 1 : 128 + (signalNumbers[name] ?? 0))))
  })
  const { pid } = child
  if (pid === undefined) return ended
  const read = Promise.all([readLines(child.stdout, onLine), readLines(child.stderr, onLine)])
  const stop = (): void => void end(pid, grace, ended)
  const killNow = (): void => signalGroup(pid, 'SIGKILL')
  signal.addEventListener('abort', stop, { once: true })
  kill.addEventListener('abort', killNow, { once: true })
  if (kill.aborted) killNow()
  if (signal.aborted) stop()
  try {
    const status = await ended
    await Promise.race([read, sleep(drainTime)])
    return status
  } finally {
    signal.removeEventListener('abort', stop)
    kill.removeEventListener('abort', killNow)
    child.stdout.destroy()
    child.stderr.destroy()
    if (groupExists(pid)) onLeft(pid)
  }
}

/** Milliseconds to keep reading streams that only background processes still hold. */
const drainTime = 200
const signalNumbers: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGINT: 2,
  SIGKILL: 9,
  SIGTERM: 15,
}

async function end(
  group: number,
  [first, second]: readonly [number, number],
  ended: Promise<unknown>,
): Promise<void> {
  let hasEnded = false
  ended.then(
    () => (hasEnded = true),
    () => (hasEnded = true), // it did not start; the caller gets the error
  )
  signalGroup(group, 'SIGINT')
  await Promise.race([ended.catch(() => null), sleep(first)])
  if (!hasEnded) signalGroup(group, 'SIGTERM')
  if (!hasEnded) await Promise.race([ended.catch(() => null), sleep(second)])
  signalGroup(group, 'SIGKILL')
}

function groupExists(group: number): boolean {
  try {
    process.kill(-group, 0)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    return false
  }
}

/** Sends a signal to a process group; ignores a group that has ended. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  // The parts of a line that has not ended yet are joined once.
  let open: string[] = []
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const [first = '', ...lines] = chunk.split('\n')
    open.push(first)
    if (lines.length === 0) return
    const last = lines.pop()!
    for (const line of [open.join(''), ...lines]) onLine(line.replace(/\r$/, ''))
    open = [last]
  })
  return new Promise((done) => {
    stream.on('close', () => {
      const rest = open.join('')
      if (rest !== '') onLine(rest)
      done()
    })
  })
}
