import { fork } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { packageRoot } from '../data.js'
import type { HostOptions } from './host.js'
import { keyHeader, readKey } from '../key.js'
import { isAlive, lastServer, type Paths } from '../paths.js'
import { send } from '../http-client.js'
import { openStateFolder } from './state-folder.js'
import type { Status } from './status.js'

/** The status of the sandbox of a directory; null if it does not run, even if a killed server left its server.json. */
export async function runningSandbox(paths: Paths): Promise<Status | null> {
  const last = lastServer(paths)
  const key = readKey(paths)
  if (!last || key === null || !isAlive(last.pid)) return null
  const status = await fetchStatus(last.url, key)
  return status?.pid === last.pid && status.dir === paths.directory ? status : null
}

/** Null if nothing answers at the url, or something other than a sandbox. */
async function fetchStatus(url: string, key: string): Promise<Status | null> {
  try {
    const options = { timeout: 5000, headers: { [keyHeader]: key } }
    return JSON.parse((await send(`${url}/_sandbox/status`, options)).text) as Status
  } catch {
    return null
  }
}

export interface StartProblem {
  readonly code: string | null
  readonly message: string
}

/** Starts a background process that serves the sandbox; returns when it accepts requests. */
export function startDetached(
  paths: Paths,
  { port, strict, snapshot }: Omit<HostOptions, 'directory'>,
): Promise<{ readonly status: Status } | { readonly error: StartProblem }> {
  openStateFolder(paths)
  const log = openSync(paths.log, 'a', 0o600)
  const program = join(packageRoot(), 'dist', 'serve.cjs')
  const args = [paths.directory, String(port), strict ? 'strict' : 'lax']
  const child = fork(program, snapshot === null ? args : [...args, snapshot], {
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
      done({ error: { code: null, message: `The server exited with status ${code}; see ${paths.log}` } }),
    )
  })
}

/** Stops the server and waits until its process has ended; false if none was running. */
export async function stopSandbox(paths: Paths): Promise<boolean> {
  const running = await runningSandbox(paths)
  if (running?.pid == null) return false
  process.kill(running.pid, 'SIGTERM')
  for (let tries = 0; tries < 500 && isAlive(running.pid); tries += 1) await sleep(10)
  if (isAlive(running.pid)) process.kill(running.pid, 'SIGKILL')
  return true
}

/** Whether a server can listen on the port. Checked before the demo is played, which takes long. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
}

/** Why a control request failed, as the error of a command. */
export interface ControlProblem {
  readonly code: 'not-found' | 'usage' | 'failed'
  readonly message: string
  readonly hint: string
}
/** `body`: the body of the response. */
export type ControlResponse = { readonly body: unknown } | { readonly problem: ControlProblem }

/** Sends a request to the control API (`/_sandbox/`) of the sandbox that runs in a folder. */
export async function sendControlRequest(
  paths: Paths,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<ControlResponse> {
  const running = await runningSandbox(paths)
  if (running?.url == null)
    return {
      problem: {
        code: 'not-found',
        message: `No sandbox runs in ${paths.directory}.`,
        hint: `Start it: rel sandbox start --detach --dir ${paths.directory}`,
      },
    }
  const { status, text } = await send(`${running.url}/_sandbox/${path}`, {
    method,
    body,
    headers: { [keyHeader]: running.key ?? '' },
  })
  const parsed = text === '' ? null : (JSON.parse(text) as unknown)
  if (status < 400) return { body: parsed }
  const message = String(
    (parsed as { message?: unknown } | null)?.message ?? `The sandbox answered ${status}.`,
  )
  return status < 500
    ? { problem: { code: 'usage', message, hint: 'Run the same command with --help.' } }
    : { problem: { code: 'failed', message, hint: `See ${paths.log}.` } }
}
