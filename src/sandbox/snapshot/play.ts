import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stopServices } from '../demo/services.js'
import type { Played } from '../host/copy-snapshot.js'
import { host } from '../host/host.js'
import { isAlive, manifestIn, pathsOf } from '../paths.js'
import { openStore } from '../state/store.js'
import { adopt } from './adopt.js'
import { snapshotPlace } from './kept.js'

/** Played demos that are kept: of this build, and of the one before. */
const mostKept = 2
const draftName = /^playing-(\d+)-/

/**
 * Plays the demo, in a folder of its own so that nobody interferes: `rel init` in both repositories, the adoption, the first
 * deployment. Keeps it in the user's cache. `fresh`: in the place of what this build has kept there; else what another process has
 * kept meanwhile stays, because somebody may be copying it. Null where there is no cache.
 * `stop`: aborted when it is to be left; then nothing of it stays. Throws what starting a sandbox and adopting throw.
 */
export async function playDemo(fresh: boolean, stop: AbortSignal): Promise<string | null> {
  const place = snapshotPlace()
  if (place === null) return null
  const { cache, snapshot } = place
  await removeDrafts(cache)
  const directory = join(cache, `playing-${process.pid}-${randomBytes(4).toString('hex')}`)
  mkdirSync(directory, { mode: 0o700 })
  try {
    await playIn(directory, stop)
    if (fresh) rmSync(snapshot, { recursive: true, force: true })
    moveUnlessThere(pathsOf(directory).state, snapshot)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
  removeOld(cache)
  return snapshot
}

function moveUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    if (!existsSync(manifestIn(to))) throw error
  }
}

async function playIn(directory: string, stop: AbortSignal): Promise<void> {
  const { PATH: path } = process.env
  const paths = pathsOf(directory)
  const running = await host({ directory, port: 0, strict: false, snapshot: null })
  try {
    stop.throwIfAborted()
    const stopped = new Promise<never>((_, fail) => {
      stop.addEventListener('abort', () => fail(stop.reason as Error), { once: true })
    })
    await Promise.race([adopt(running.status), stopped])
  } finally {
    await running.close()
    process.env['PATH'] = path // the sandbox put its own programs there
  }
  const store = openStore(paths.journal)
  store.compact()
  store.close()
  const { authority, programs, first, server, log } = paths
  for (const each of [authority.certificate, authority.key, programs, first, server, log])
    rmSync(each, { recursive: true, force: true })
  const { url } = running.status
  const played: Played = { directory: paths.directory, url: url ?? '', at: Date.now() }
  writeFileSync(manifestIn(paths.state), JSON.stringify(played))
}

/** What a process that was killed while it played has left behind, its services included. */
async function removeDrafts(cache: string): Promise<void> {
  const left = readdirSync(cache).filter((name) => !isAlive(Number(draftName.exec(name)?.[1] ?? process.pid)))
  for (const name of left) {
    await stopServices(pathsOf(join(cache, name)).images)
    rmSync(join(cache, name), { recursive: true, force: true })
  }
}

function removeOld(cache: string): void {
  const kept = readdirSync(cache)
    .filter((name) => !draftName.test(name))
    .map((name) => ({ path: join(cache, name), at: statSync(join(cache, name)).mtimeMs }))
  for (const { path } of kept.toSorted((one, other) => other.at - one.at).slice(mostKept))
    rmSync(path, { recursive: true, force: true })
}
