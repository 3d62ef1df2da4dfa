import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync, readFileSync, readdirSync, writeFileSync, closeSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

/** A deployed service, as the team's action `deploy` writes it down. `variables`: its environment. */
interface Service {
  readonly pid: number
  readonly port: number
  readonly variables: Readonly<Record<string, string>>
}

/** Milliseconds until a service that is started again should answer, and between two looks. */
const patience = 5000
const pause = 20

/** The services that the demo team has deployed end with the sandbox, and come back with it, as a cluster's would. */
export async function startServices(images: string): Promise<void> {
  const paths = placesIn(images)
  await Promise.all(
    paths.map(async (place) => {
      const service = read(place)
      if (!(await answers(service))) await untilAnswers(service, start(place, service))
    }),
  )
}

export async function stopServices(images: string): Promise<void> {
  const services = placesIn(images).map(read)
  await Promise.all(
    services.map(async (service) => {
      if (await answers(service)) process.kill(service.pid, 'SIGKILL')
    }),
  )
}

/** `running/<namespace>/<service>`. A namespace may have a slash in no name: its folders are one level. */
function placesIn(images: string): readonly string[] {
  const root = join(images, 'running')
  if (!existsSync(root)) return []
  return readdirSync(root)
    .flatMap((namespace) => readdirSync(join(root, namespace)).map((name) => join(root, namespace, name)))
    .filter((place) => existsSync(join(place, 'process.json')))
}

const read = (place: string): Service =>
  JSON.parse(readFileSync(join(place, 'process.json'), 'utf8')) as Service

/** A process number alone may be somebody else's by now. Not by `fetch`: to load that takes longer than the rest of the start. */
async function answers({ port, variables }: Service): Promise<boolean> {
  try {
    const request = get({ host: '127.0.0.1', port, signal: AbortSignal.timeout(2000) })
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    const told = (await json(answer)) as { readonly environment?: unknown }
    return told.environment === variables['ENVIRONMENT']
  } catch {
    return false // nobody listens, or somebody else does
  }
}

/** A service that ends at once, or does not listen, is left as it is: the sandbox starts all the same. */
async function untilAnswers(service: Service, child: ChildProcess): Promise<void> {
  const end = Date.now() + patience
  const isOver = (): boolean => child.exitCode !== null || child.pid === undefined || Date.now() > end
  while (!isOver() && !(await answers(service))) await sleep(pause)
}

/** On the port of before: GitHub's record of the deployment says where it answers. */
function start(place: string, service: Service): ChildProcess {
  const log = openSync(join(place, 'log'), 'a')
  const child = spawn(process.execPath, ['src/main.js'], {
    cwd: join(place, 'code'),
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: process.env['PATH'], ...service.variables },
  })
  closeSync(log)
  child.on('error', (error) => process.stderr.write(`${place}: ${error.message}\n`))
  child.unref()
  writeFileSync(join(place, 'process.json'), JSON.stringify({ ...service, pid: child.pid ?? service.pid }))
  return child
}
