import { fork } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { packageRoot } from '../data.js'
import type { HostOptions } from './host.js'
import { isAlive, lastServer, type Paths } from '../paths.js'
import { send } from '../http-client.js'
import type { Status } from './status.js'

/** The sandbox of a directory, if it runs. A server.json that a killed server left behind is recognised. */
export async function runningSandbox(paths: Paths): Promise<Status | null> {
  const last = lastServer(paths)
  if (!last || !isAlive(last.pid)) return null
  const status = await askStatus(last.url)
  return status?.pid === last.pid && status.dir === paths.directory ? status : null
}

/** Null if nobody answers there, or somebody else does. */
async function askStatus(url: string): Promise<Status | null> {
  try {
    return JSON.parse((await send(`${url}/_sandbox/status`, { timeout: 5000 })).text) as Status
  } catch {
    return null
  }
}

export interface StartProblem {
  readonly code: string | null
  readonly message: string
}

/** Leaves a process behind that serves the sandbox; returns when it answers. */
export function startDetached(
  paths: Paths,
  { port, strict, snapshot }: Omit<HostOptions, 'directory'>,
): Promise<{ readonly status: Status } | { readonly error: StartProblem }> {
  mkdirSync(paths.state, { recursive: true })
  const log = openSync(paths.log, 'a')
  const program = join(packageRoot(), 'dist', 'serve.cjs')
  const words = [paths.directory, String(port), strict ? 'strict' : 'lax']
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
      done({ error: { code: null, message: `The server ended with status ${code}; see ${paths.log}.` } }),
    )
  })
}

/** Ends the server and waits until it is gone; false if none ran. */
export async function stopSandbox(paths: Paths): Promise<boolean> {
  const running = await runningSandbox(paths)
  if (running?.pid == null) return false
  process.kill(running.pid, 'SIGTERM')
  for (let tries = 0; tries < 500 && isAlive(running.pid); tries += 1) await sleep(10)
  if (isAlive(running.pid)) process.kill(running.pid, 'SIGKILL')
  return true
}

/** Can a server listen on the port? To be known before the demo is played. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
}

/** Why a switch of the sandbox could not be turned, in the words of a command. */
export interface Problem {
  readonly code: 'not-found' | 'usage' | 'failed'
  readonly message: string
  readonly hint: string
}
/** `body`: what the sandbox answered. */
export type Answered = { readonly body: unknown } | { readonly problem: Problem }

/** Turns one of the switches under /_sandbox of the sandbox that runs in a folder. */
export async function askSandbox(
  paths: Paths,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Answered> {
  const running = await runningSandbox(paths)
  if (running?.url == null)
    return {
      problem: {
        code: 'not-found',
        message: `No sandbox runs in ${paths.directory}.`,
        hint: `rel sandbox start --detach --dir ${paths.directory}`,
      },
    }
  const { status, text } = await send(`${running.url}/_sandbox/${path}`, { method, body })
  const answer = text === '' ? null : (JSON.parse(text) as unknown)
  if (status < 400) return { body: answer }
  const message = String(
    (answer as { message?: unknown } | null)?.message ?? `The sandbox answered ${status}.`,
  )
  return status < 500
    ? { problem: { code: 'usage', message, hint: 'Run the same command with --help.' } }
    : { problem: { code: 'failed', message, hint: `See ${paths.log}.` } }
}
