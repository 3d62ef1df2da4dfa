import { fork } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { clonesIn } from './clones.js'
import { repositoryNames } from '../demo/demo.js'
import { packageRoot } from '../data.js'
import type { HostOptions } from './host.js'
import { isAlive, lastServer, type Places } from '../paths.js'
import { keptDemo } from '../snapshot/kept.js'
import type { Status } from './status.js'

/** The sandbox of a directory, if it runs. A server.json that a killed server left behind is recognised. */
export async function runningSandbox(places: Places): Promise<Status | null> {
  const last = lastServer(places)
  if (!last || !isAlive(last.pid)) return null
  const status = await askStatus(last.url)
  return status?.pid === last.pid && status.dir === places.directory ? status : null
}

/** Null if nobody answers there, or somebody else does. */
function askStatus(url: string): Promise<Status | null> {
  return new Promise((answer) => {
    const asking = request(`${url}/_sandbox/status`, { timeout: 5000, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => answer(parseStatus(Buffer.concat(chunks).toString())))
    })
    asking.on('timeout', () => asking.destroy())
    asking.on('error', () => answer(null))
    asking.end()
  })
}

function parseStatus(text: string): Status | null {
  try {
    return JSON.parse(text) as Status
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

export interface StartProblem {
  readonly code: string | null
  readonly message: string
}

/** Leaves a process behind that serves the sandbox; returns when it answers. */
export function startDetached(
  places: Places,
  { port, strict, snapshot }: Omit<HostOptions, 'directory'>,
): Promise<{ readonly status: Status } | { readonly error: StartProblem }> {
  mkdirSync(places.state, { recursive: true })
  const log = openSync(places.log, 'a')
  const program = join(packageRoot(), 'dist', 'serve.cjs')
  const words = [places.directory, String(port), strict ? 'strict' : 'lax']
  const child = fork(program, snapshot === null ? words : [...words, snapshot], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    execArgv: [],
  })
  closeSync(log)
  return new Promise((done) => {
    child.once('message', (message) => {
      if (child.connected) child.disconnect()
      child.unref()
      done(message as { status: Status } | { error: StartProblem })
    })
    child.once('exit', (code) =>
      done({ error: { code: null, message: `The server ended with status ${code}; see ${places.log}.` } }),
    )
  })
}

/** Ends the server and waits until it is gone; false if none ran. */
export async function stopSandbox(places: Places): Promise<boolean> {
  const running = await runningSandbox(places)
  if (running?.pid == null) return false
  process.kill(running.pid, 'SIGTERM')
  for (let tries = 0; tries < 500 && isAlive(running.pid); tries += 1) await sleep(10)
  if (isAlive(running.pid)) process.kill(running.pid, 'SIGKILL')
  return true
}

/** Has a first start filled the sandbox? */
export const exists = (places: Places): boolean => existsSync(places.first)

/** The folders of a sandbox's clones, those of imported repositories included. */
export function cloneFolders(places: Places): readonly string[] {
  const named = repositoryNames
    .map((name) => join(places.directory, name))
    .filter((clone) => existsSync(clone))
  return [...new Set([...named, ...clonesIn(places)])]
}

/** Forgets everything of a stopped sandbox but its port, its certificates and people's tokens: its next start is a first one. */
export function forgetAll(places: Places, users: Status['users']): void {
  const tokens = Object.fromEntries(users.map(({ login, token }) => [login, token]))
  if (users.length > 0) writeFileSync(places.tokens, JSON.stringify(tokens), { mode: 0o600 })
  const { first, journal, repositories, runner, artifacts, images, log } = places
  // The mark of a filled sandbox goes first: what is cut off here is made again.
  for (const path of [first, journal, repositories, runner, artifacts, images, log, ...cloneFolders(places)])
    rmSync(path, { recursive: true, force: true })
}

/** What a start does besides serving. */
export interface StartWish {
  /** Repositories with the workflow pack. */
  readonly pack: boolean
  /** Play the demo, though it has been played. */
  readonly fresh: boolean
}

/** Can a server listen on the port? To be known before the demo is played. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
}

/**
 * The played demo that a new sandbox begins with; plays it where it has not been played. Null: the sandbox is there already, wants no
 * pack, or there is no place to keep a played demo.
 */
export async function snapshotFor(
  places: Places,
  { pack, fresh }: StartWish,
  stop: AbortSignal,
  onPlay: () => void,
): Promise<string | null> {
  if (!pack || exists(places)) return null
  const kept = fresh ? null : keptDemo()
  if (kept !== null) return kept
  onPlay()
  const { playDemo } = await import('../snapshot/play.js')
  return playDemo(fresh, stop)
}

/** Brings the workflow pack to the demo repositories; loaded when it is wanted. */
export const adoptPack = async (status: Status): Promise<void> =>
  (await import('../demo/adopt.js')).adopt(status)
