import { fork } from 'node:child_process'
import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { noteServer } from './cache.js'
import { pathsOf } from '../../src/sandbox/paths.js'
import { binary } from './run.js'

export interface SandboxStatus {
  readonly running: boolean
  readonly pid: number
  readonly url: string
  readonly apiUrl: string
  readonly key: string
  readonly dir: string
  readonly users: readonly { readonly login: string; readonly token: string; readonly role: string }[]
  readonly repositories: readonly { readonly name: string; readonly url: string; readonly clone: string }[]
}

/** Starts the server as `rel sandbox start --detach --no-pack --strict` does, without a process for the command. */
export async function serve(
  dir: string,
  env: Readonly<Record<string, string>>,
  snapshot: string | null,
): Promise<SandboxStatus> {
  const { state, log } = pathsOf(dir)
  await mkdir(state, { recursive: true, mode: 0o700 })
  const output = await open(log, 'a', 0o600)
  const args = [dir, '0', 'strict', ...(snapshot === null ? [] : [snapshot])]
  const server = fork(join(dirname(binary), '../dist/serve.cjs'), args, {
    cwd: dirname(dir),
    env: { ...env },
    detached: true,
    stdio: ['ignore', output.fd, output.fd, 'ipc'],
    execArgv: [],
  })
  const reply = await new Promise<{ readonly status?: SandboxStatus }>((done) => {
    server.once('message', (message) => done(message as { status?: SandboxStatus }))
    server.once('exit', () => done({}))
  })
  await output.close()
  if (server.connected) server.disconnect()
  server.unref()
  if (reply.status) {
    await noteServer({ pid: reply.status.pid, home: dirname(dir) })
    return reply.status
  }
  throw new Error(`The sandbox did not start: ${JSON.stringify(reply)}${await readFile(log, 'utf8')}`)
}
