import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { ensureClone, prepareClones } from './clones.js'
import { createDemo } from '../demo/demo.js'
import { startServices, stopServices } from '../demo/services.js'
import { lastServer, pathsOf, type Paths } from '../paths.js'
import { pathWith, installRel } from './programs.js'
import { requireGit } from './preconditions.js'
import { startRunner } from '../runner/runner.js'
import { removeExpired } from '../rules/actions/retention.js'
import { reconcileRefs } from '../rules/git/refs.js'
import { createDownloads } from '../downloads.js'
import { openKey } from '../key.js'
import { openStateFolder } from './state-folder.js'
import { openAuthority } from '../server/http/authority.js'
import { createSandboxServer } from '../server/server.js'
import { copySnapshot } from './copy-snapshot.js'
import { lock } from '../state/lock.js'
import { openStore, type Store } from '../state/store.js'
import { statusOf, type Status } from './status.js'
import { createWorld, wholeSeconds } from '../world.js'

export interface HostOptions {
  readonly directory: string
  /** 0: the port of the previous start if it is free, otherwise any free port. */
  readonly port: number
  readonly strict: boolean
  /** The snapshot that a new sandbox starts from; null: the unplayed demo. */
  readonly snapshot: string | null
}

export interface Host {
  readonly status: Status
  close(): Promise<void>
}

/**
 * Starts the sandbox of a directory in this process, with its previous state or, at the first start, the demo. Throws
 * EADDRINUSE if the requested port is in use.
 */
export async function host(options: HostOptions): Promise<Host> {
  const paths = pathsOf(options.directory)
  await requireGit()
  openStateFolder(paths)
  const unlock = lock(paths)
  try {
    return await serve(paths, options, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

async function serve(paths: Paths, options: HostOptions, unlock: () => void): Promise<Host> {
  // Listen first: the texts that are copied from a snapshot contain the port.
  const server = createServer()
  server.on('request', respondStarting)
  const port = await listen(server, options.port, lastServer(paths)?.port ?? 0)
  try {
    return await startAnswering(server, paths, { ...options, port }, unlock)
  } catch (error) {
    server.close()
    throw error
  }
}

const respondStarting = (_: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(503, { 'retry-after': '1' }).end()
}

/** Loads or creates the state and starts answering. `port`: the port that the server already listens on. */
async function startAnswering(
  server: Server,
  paths: Paths,
  { port, strict, snapshot }: HostOptions,
  unlock: () => void,
): Promise<Host> {
  const url = `http://127.0.0.1:${port}`
  const isFirst = !existsSync(paths.initialized)
  if (isFirst) removeState(paths)
  if (isFirst && snapshot !== null) await copySnapshot(snapshot, paths, url)
  mkdirSync(paths.repositories, { recursive: true })
  const store = openStore(paths.journal)
  const key = openKey(paths)
  const clock = () => Date.now() + (store.get('clock', 'sandbox')?.aheadMs ?? 0)
  const world = createWorld(
    store,
    ({ id }) => join(paths.repositories, `${id}.git`),
    {
      urls: { html: '', api: '', graphql: '' }, // each request sets its own
      downloads: createDownloads(key, clock),
    },
    () => wholeSeconds(clock()),
  )
  if (store.opened.torn)
    process.stderr.write('The last line of the journal was incomplete; it was dropped.\n')
  compactJournal(store)
  if (!isFirst) await reconcileRefs(world)
  else if (snapshot === null) await createDemo(world, paths)
  removeExpired(world)
  // A first start that is killed before this marker is written starts over.
  if (isFirst) {
    writeFileSync(paths.initialized, '')
    rmSync(paths.tokens, { force: true })
  }
  server.off('request', respondStarting)
  createSandboxServer(
    world,
    {
      strict,
      clock,
      key,
      status: () => statusOf(world, paths, { url, key, strict }),
      images: paths.images,
      artifacts: paths.artifacts,
      clone: (name) => ensureClone(world, paths, name, url),
      authority: openAuthority(paths.authority),
    },
    server,
  )
  await prepareClones(world, paths, url)
  writeServerFile(paths, url)
  process.env['PATH'] = pathWith(installRel(paths.programs), process.env['PATH'])
  const runner = startRunner({ url, key, folder: paths.runner, now: clock })
  await startServices(paths.images)
  return {
    status: statusOf(world, paths, { url, key, strict }),
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

function removeState({ journal, repositories, runner, artifacts, images }: Paths): void {
  for (const path of [journal, repositories, runner, artifacts, images])
    rmSync(path, { recursive: true, force: true })
}

/** Compacts the journal if that is worthwhile; a failure is only logged. */
function compactJournal(store: Store): void {
  try {
    store.compactIfWorthwhile()
  } catch (error) {
    process.stderr.write(`Could not compact the journal: ${(error as Error).message}\n`)
  }
}

async function listen(server: Server, port: number, last: number): Promise<number> {
  const listenOn = (wanted: number): Promise<number> =>
    new Promise((done, fail) => {
      server.once('error', fail)
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', fail)
        done((server.address() as AddressInfo).port)
      })
    })
  if (port > 0 || last === 0) return listenOn(port)
  return listenOn(last).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') return listenOn(0)
    throw error
  })
}

/** Writes server.json, by which other processes find the server, once the server accepts requests. */
function writeServerFile({ server }: Paths, url: string): void {
  const temporary = `${server}.new`
  writeFileSync(temporary, JSON.stringify({ pid: process.pid, port: Number(new URL(url).port), url }))
  renameSync(temporary, server)
}
