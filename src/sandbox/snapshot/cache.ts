import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheSettings, userCache } from '../../user-cache.js'
import { packageRoot } from '../data.js'
import { manifestIn } from '../paths.js'

/** Where the snapshot of this build is kept, whether or not it exists; null if the user has no cache folder. */
export function snapshotLocation(): { readonly cache: string; readonly snapshot: string } | null {
  const cache = userCache('demo', cacheSettings())
  return cache === null ? null : { cache, snapshot: join(cache, snapshotName()) }
}

/** Contains the build id (a hash of modules and templates: scripts/build.js) and the version of Node.js, which the logs name. */
const snapshotName = (): string =>
  `${readFileSync(join(packageRoot(), 'dist', 'build-id'), 'utf8').trim()}-${process.version}`

/** The folder of the snapshot that this build of rel made; null if there is none. */
export function cachedSnapshot(): string | null {
  const snapshot = snapshotLocation()?.snapshot ?? null
  return snapshot !== null && existsSync(manifestIn(snapshot)) ? snapshot : null
}
