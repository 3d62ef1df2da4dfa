import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync, readFileSync, readdirSync, writeFileSync, closeSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

/** A deployed service, as the team's action `deploy` records it in process.json. `variables`: its environment variables. */
interface Service {
  readonly pid: number
  readonly port: number
  readonly variables: Readonly<Record<string, string>>
}

/** Milliseconds to wait for a restarted service, and between two checks. */
const startTimeout = 5000
const pollInterval = 20

/** Restarts the services that the demo team has deployed: they stop and start with the sandbox, as with a cluster. */
export async function startServices(images: string): Promise<void> {
  const folders = serviceFolders(images)
  await Promise.all(
    folders.map(async (folder) => {
      const service = read(folder)
      if (!(await isRunning(service))) await waitForService(service, start(folder, service))
    }),
  )
}

export async function stopServices(images: string): Promise<void> {
  const services = serviceFolders(images).map(read)
  await Promise.all(
    services.map(async (service) => {
      if (await isRunning(service)) process.kill(service.pid, 'SIGKILL')
    }),
  )
}

/** The folders `running/<namespace>/<service>`. Names of namespaces have no slash, so each is one level. */
function serviceFolders(images: string): readonly string[] {
  const root = join(images, 'running')
  if (!existsSync(root)) return []
  return readdirSync(root)
    .flatMap((namespace) => readdirSync(join(root, namespace)).map((name) => join(root, namespace, name)))
    .filter((folder) => existsSync(join(folder, 'process.json')))
}

const read = (folder: string): Service =>
  JSON.parse(readFileSync(join(folder, 'process.json'), 'utf8')) as Service

/** Whether the service runs: its process id may be reused, so its response must name its environment. Avoids `fetch`, which is slow to load. */
async function isRunning({ port, variables }: Service): Promise<boolean> {
  try {
    const request = get({ host: '127.0.0.1', port, signal: AbortSignal.timeout(2000) })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    const body = (await json(response)) as { readonly environment?: unknown }
    return body.environment === variables['ENVIRONMENT']
  } catch {
    return false // nothing listens there, or another program does
  }
}

/** Waits until a restarted service runs. The sandbox starts even if the service exits or does not listen. */
async function waitForService(service: Service, child: ChildProcess): Promise<void> {
  const end = Date.now() + startTimeout
  const isFinished = (): boolean => child.exitCode !== null || child.pid === undefined || Date.now() > end
  while (!isFinished() && !(await isRunning(service))) await sleep(pollInterval)
}

/** Starts the service on its previous port, which is in the environment url of its deployment. */
function start(folder: string, service: Service): ChildProcess {
  const log = openSync(join(folder, 'log'), 'a')
  const child = spawn(process.execPath, ['src/main.js'], {
    cwd: join(folder, 'code'),
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: process.env['PATH'], ...service.variables },
  })
  closeSync(log)
  child.on('error', (error) => process.stderr.write(`${folder}: ${error.message}\n`))
  child.unref()
  writeFileSync(join(folder, 'process.json'), JSON.stringify({ ...service, pid: child.pid ?? service.pid }))
  return child
}
