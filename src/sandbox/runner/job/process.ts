import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Readable } from 'node:stream'

export interface Command {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
  /** Each line of both streams, without its end. */
  readonly onLine: (line: string) => void
  /** The process group, when the program has ended but something of it has not. */
  readonly onLeft: (group: number) => void
  /** Ends the process: by its timeout, or because the run is cancelled. */
  readonly signal: AbortSignal
  /** Ends it without any patience: the sandbox stops. */
  readonly kill: AbortSignal
  /** SIGINT, SIGTERM and SIGKILL come so many milliseconds apart; GitHub waits 7.5 s and 2.5 s. */
  readonly grace: readonly [number, number]
}

/** The exit status of a program, in a process group of its own; what it leaves in the background goes on until the job ends. */
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
    // When the program itself has ended; what it left behind may hold its streams open for ever.
    child.on('exit', (code, by) => done(code ?? (by === null ? 1 : 128 + (numbers[by] ?? 0))))
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
    if (isThere(pid)) onLeft(pid)
  }
}

/** How long a step's streams are read on when only what it left in the background still has them. */
const drainTime = 200
const numbers: Readonly<Partial<Record<NodeJS.Signals, number>>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }

async function end(
  group: number,
  [first, second]: readonly [number, number],
  ended: Promise<unknown>,
): Promise<void> {
  let over = false
  ended.then(
    () => (over = true),
    () => (over = true), // it never began; whoever awaits it is told
  )
  signalGroup(group, 'SIGINT')
  await Promise.race([ended.catch(() => null), sleep(first)])
  if (!over) signalGroup(group, 'SIGTERM')
  if (!over) await Promise.race([ended.catch(() => null), sleep(second)])
  signalGroup(group, 'SIGKILL')
}

function isThere(group: number): boolean {
  try {
    process.kill(-group, 0)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    return false
  }
}

/** To every process of the group that is still there. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line.replace(/\r$/, ''))
  })
  return new Promise((done) => {
    stream.on('close', () => {
      if (rest !== '') onLine(rest)
      done()
    })
  })
}
