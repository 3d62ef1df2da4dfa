import { cp, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stop } from '../../src/sandbox/index.js'
import { manifestIn, pathsOf } from '../../src/sandbox/paths.js'
import type { Sandbox } from './sandbox.js'

/**
 * The folder of a snapshot that the first worker to need it creates once per test run; the others wait. `create` returns a sandbox
 * without running workflows.
 */
export async function snapshotOnce(name: string, create: () => Promise<Sandbox>): Promise<string> {
  const snapshot = join(cacheOfThisRun(), name)
  const turn = `${snapshot}.turn`
  while (!(await exists(snapshot))) {
    const isMine = await mkdir(turn).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false // another worker creates it
        throw error
      },
    )
    if (!isMine) await sleep(50)
    else
      await create()
        .then((sandbox) => saveSnapshot(sandbox, snapshot))
        .finally(() => rm(turn, { recursive: true }))
  }
  return snapshot
}

function cacheOfThisRun(): string {
  const folder = process.env['REL_CACHE_DIR']
  if (!folder) throw new Error('test/support/cache.ts has not run.')
  return folder
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Stops the sandbox, and moves its state to the folder of the snapshot. */
async function saveSnapshot(sandbox: Sandbox, snapshot: string): Promise<void> {
  const paths = pathsOf(sandbox.dir)
  const played = { directory: paths.directory, url: sandbox.url, at: Date.now() }
  await stop(sandbox.dir)
  const draft = `${snapshot}.new`
  await cp(paths.state, draft, { recursive: true })
  await writeFile(manifestIn(draft), JSON.stringify(played))
  await rename(draft, snapshot)
  await sandbox.stop()
}
