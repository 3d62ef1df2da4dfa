import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stopServices } from '../demo/services.js'
import type { SnapshotManifest } from '../host/copy-snapshot.js'
import { host } from '../host/host.js'
import { isAlive, manifestIn, pathsOf } from '../paths.js'
import { openStore } from '../state/store.js'
import { adopt } from './adopt.js'
import { snapshotLocation } from './cache.js'

/** Snapshots that are kept: that of this build and of the previous one. */
const maxSnapshots = 2
const playFolder = /^playing-(\d+)-/

/**
 * Plays the demo in a folder of its own (`rel init` in both repositories, the merge, the first deployment) and keeps it as a
 * snapshot in the user's cache; returns its folder, or null if there is no cache. `fresh`: replaces the snapshot of this build;
 * otherwise a snapshot that another process made meanwhile stays, because it may be being copied.
 * `stop`: aborting it ends the play and removes all of it. Throws what `host` and `adopt` throw.
 */
export async function playDemo(fresh: boolean, stop: AbortSignal): Promise<string | null> {
  const place = snapshotLocation()
  if (place === null) return null
  const { cache, snapshot } = place
  await removeAbandoned(cache)
  const directory = join(cache, `playing-${process.pid}-${randomBytes(4).toString('hex')}`)
  mkdirSync(directory, { mode: 0o700 })
  try {
    await playIn(directory, stop)
    if (fresh) rmSync(snapshot, { recursive: true, force: true })
    moveUnlessPresent(pathsOf(directory).state, snapshot)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
  removeOld(cache)
  return snapshot
}

function moveUnlessPresent(from: string, to: string): void {
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
    process.env['PATH'] = path // the sandbox added its own programs
  }
  const store = openStore(paths.journal)
  store.compact()
  store.close()
  const { authority, programs, initialized, server, log, key } = paths
  for (const unneeded of [authority.certificate, authority.key, programs, initialized, server, log, key])
    rmSync(unneeded, { recursive: true, force: true })
  const { url } = running.status
  const manifest: SnapshotManifest = { directory: paths.directory, url: url ?? '', at: Date.now() }
  writeFileSync(manifestIn(paths.state), JSON.stringify(manifest))
}

/** Removes the folders and services of processes that were killed while playing. */
async function removeAbandoned(cache: string): Promise<void> {
  const abandoned = readdirSync(cache).filter(
    (name) => !isAlive(Number(playFolder.exec(name)?.[1] ?? process.pid)),
  )
  for (const name of abandoned) {
    await stopServices(pathsOf(join(cache, name)).images)
    rmSync(join(cache, name), { recursive: true, force: true })
  }
}

function removeOld(cache: string): void {
  const kept = readdirSync(cache)
    .filter((name) => !playFolder.test(name))
    .map((name) => ({ path: join(cache, name), at: statSync(join(cache, name)).mtimeMs }))
  for (const { path } of kept.toSorted((a, b) => b.at - a.at).slice(maxSnapshots))
    rmSync(path, { recursive: true, force: true })
}
