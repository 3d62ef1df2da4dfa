import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { cloneBeside, prepareClones } from './clones.js'
import { createDemo } from '../demo/demo.js'
import { startServices, stopServices } from '../demo/services.js'
import { lastServer, pathsOf, type Paths } from '../paths.js'
import { pathWith, putRel } from './programs.js'
import { mustHaveGit } from './preconditions.js'
import { startRunner } from '../runner/runner.js'
import { reconcileRefs } from '../rules/git/refs.js'
import { openAuthority } from '../server/http/authority.js'
import { createSandboxServer } from '../server/server.js'
import { copySnapshot } from './copy-snapshot.js'
import { lock } from '../state/lock.js'
import { openStore, type Store } from '../state/store.js'
import { statusOf, type Status } from './status.js'
import { createWorld, wholeSeconds } from '../world.js'

export interface HostOptions {
  readonly directory: string
  /** 0: the port of last time, if it is free, else any. */
  readonly port: number
  readonly strict: boolean
  /** The folder of a played demo to begin with, where the sandbox is new; null: the demo as it is before anything was played. */
  readonly snapshot: string | null
}

export interface Host {
  readonly status: Status
  close(): Promise<void>
}

/**
 * Brings up the sandbox of a directory in this process: the state of last time or, the first time, the demo. Throws what
 * listening throws (EADDRINUSE) when the wanted port is taken.
 */
export async function host(options: HostOptions): Promise<Host> {
  const paths = pathsOf(options.directory)
  await mustHaveGit()
  mkdirSync(paths.state, { recursive: true })
  const unlock = lock(paths)
  try {
    return await serve(paths, options, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

async function serve(paths: Paths, options: HostOptions, unlock: () => void): Promise<Host> {
  // Its address is known before there is anything to answer: what is copied from a snapshot has it in its texts.
  const server = createServer()
  server.on('request', notYet)
  const port = await listen(server, options.port, lastServer(paths)?.port ?? 0)
  try {
    return await answer(server, paths, { ...options, port }, unlock)
  } catch (error) {
    server.close()
    throw error
  }
}

const notYet = (_: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(503, { 'retry-after': '1' }).end()
}

/** `port`: where the server listens. */
async function answer(
  server: Server,
  paths: Paths,
  { port, strict, snapshot }: HostOptions,
  unlock: () => void,
): Promise<Host> {
  const url = `http://127.0.0.1:${port}`
  const isFirst = !existsSync(paths.first)
  if (isFirst) forget(paths)
  if (isFirst && snapshot !== null) await copySnapshot(snapshot, paths, url)
  mkdirSync(paths.repositories, { recursive: true })
  const store = openStore(paths.journal)
  const clock = () => Date.now() + (store.get('clock', 'sandbox')?.aheadMs ?? 0)
  const world = createWorld(
    store,
    ({ id }) => join(paths.repositories, `${id}.git`),
    { html: '', api: '', graphql: '' }, // each request has its own
    () => wholeSeconds(clock()),
  )
  if (store.opened.torn) process.stderr.write('The last line of the journal was torn; it was dropped.\n')
  tidy(store)
  if (!isFirst) await reconcileRefs(world)
  else if (snapshot === null) await createDemo(world, paths)
  // Whole or not at all: a first start that is cut off before this is forgotten, and made again.
  if (isFirst) {
    writeFileSync(paths.first, '')
    rmSync(paths.tokens, { force: true })
  }
  server.off('request', notYet)
  createSandboxServer(
    world,
    {
      strict,
      clock,
      status: () => statusOf(world, paths, url, strict),
      images: paths.images,
      artifacts: paths.artifacts,
      clone: (name) => cloneBeside(world, paths, name, url),
      authority: openAuthority(paths.authority),
    },
    server,
  )
  await prepareClones(world, paths, url)
  announce(paths, url)
  process.env['PATH'] = pathWith(putRel(paths.programs), process.env['PATH'])
  const runner = startRunner({ url, folder: paths.runner, now: clock })
  await startServices(paths.images)
  return {
    status: statusOf(world, paths, url, strict),
    async close() {
      await runner.stop()
      await stopServices(paths.images)
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
      store.close()
      unlock()
    },
  }
}

function forget({ journal, repositories, runner, artifacts, images }: Paths): void {
  for (const path of [journal, repositories, runner, artifacts, images])
    rmSync(path, { recursive: true, force: true })
}

/** A journal that cannot be made smaller still serves. */
function tidy(store: Store): void {
  try {
    store.compactIfWorthwhile()
  } catch (error) {
    process.stderr.write(`The journal was not compacted: ${(error as Error).message}\n`)
  }
}

async function listen(server: Server, port: number, last: number): Promise<number> {
  const on = (wanted: number): Promise<number> =>
    new Promise((done, fail) => {
      server.once('error', fail)
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', fail)
        done((server.address() as AddressInfo).port)
      })
    })
  if (port > 0 || last === 0) return on(port)
  return on(last).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') return on(0)
    throw error
  })
}

/** Other processes find the server by this file; it appears when the server answers. */
function announce({ server }: Paths, url: string): void {
  const draft = `${server}.new`
  writeFileSync(draft, JSON.stringify({ pid: process.pid, port: Number(new URL(url).port), url }))
  renameSync(draft, server)
}
