import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { cloneBeside, prepareClones } from './clones.js'
import { createDemo } from './demo/demo.js'
import { startServices, stopServices } from './demo/services.js'
import { lastServer, placesOf, type Places } from './places.js'
import { pathWith, putRel } from './programs.js'
import { mustHaveGit } from './preconditions.js'
import { startRunner } from './runner/runner.js'
import { reconcileRefs } from './rules/refs.js'
import { openAuthority } from './server/authority.js'
import { createSandboxServer } from './server/server.js'
import { lock } from './state/lock.js'
import { openStore, type Store } from './state/store.js'
import { statusOf, type Status } from './status.js'
import { createWorld, wholeSeconds, type World } from './world.js'

export interface HostOptions {
  readonly directory: string
  /** 0: the port of last time, if it is free, else any. */
  readonly port: number
  readonly strict: boolean
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
  const places = placesOf(options.directory)
  await mustHaveGit()
  mkdirSync(places.state, { recursive: true })
  const unlock = lock(places)
  try {
    return await serve(places, options, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

async function serve(places: Places, { port, strict }: HostOptions, unlock: () => void): Promise<Host> {
  if (!existsSync(places.first)) forget(places)
  mkdirSync(places.repositories, { recursive: true })
  const store = openStore(places.journal)
  const clock = () => Date.now() + (store.get('clock', 'sandbox')?.aheadMs ?? 0)
  const world = createWorld(
    store,
    ({ id }) => join(places.repositories, `${id}.git`),
    { html: '', api: '', graphql: '' }, // each request has its own
    () => wholeSeconds(clock()),
  )
  await fill(world, store, places)
  let url = ''
  const server = createSandboxServer(world, {
    strict,
    clock,
    status: () => statusOf(world, places, url, strict),
    images: places.images,
    artifacts: places.artifacts,
    clone: (name) => cloneBeside(world, places, name, url),
    authority: openAuthority(places.authority),
  })
  url = `http://127.0.0.1:${await listen(server, port, lastServer(places)?.port ?? 0)}`
  await prepareClones(world, places, url)
  announce(places, url)
  process.env['PATH'] = pathWith(putRel(places.programs), process.env['PATH'])
  const runner = startRunner({ url, folder: places.runner, now: clock })
  await startServices(places.images)
  return {
    status: statusOf(world, places, url, strict),
    async close() {
      await runner.stop()
      await stopServices(places.images)
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
      store.close()
      unlock()
    },
  }
}

function forget({ journal, repositories, runner, artifacts }: Places): void {
  for (const path of [journal, repositories, runner, artifacts])
    rmSync(path, { recursive: true, force: true })
}

async function fill(world: World, store: Store, places: Places): Promise<void> {
  if (store.opened.torn) process.stderr.write('The last line of the journal was torn; it was dropped.\n')
  tidy(store)
  if (existsSync(places.first)) return reconcileRefs(world)
  await createDemo(world, places.images)
  // Whole or not at all: a first start that is cut off before this is forgotten, and made again.
  const draft = `${places.first}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft)
  cpSync(places.journal, join(draft, 'journal.ndjson'))
  cpSync(places.repositories, join(draft, 'git'), { recursive: true })
  renameSync(draft, places.first)
}

/** A journal that cannot be made smaller still serves. */
function tidy(store: Store): void {
  try {
    store.compactIfWorthwhile()
  } catch (error) {
    process.stderr.write(`The journal was not compacted: ${(error as Error).message}\n`)
  }
}

async function listen(
  server: ReturnType<typeof createSandboxServer>,
  port: number,
  last: number,
): Promise<number> {
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
function announce({ server }: Places, url: string): void {
  const draft = `${server}.new`
  writeFileSync(draft, JSON.stringify({ pid: process.pid, port: Number(new URL(url).port), url }))
  renameSync(draft, server)
}
