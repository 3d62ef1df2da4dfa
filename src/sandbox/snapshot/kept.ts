import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheSettings, userCache } from '../../user-cache.js'
import { packageRoot } from '../data.js'
import { manifestIn } from '../paths.js'

/** Where the played demo of this build is, or would be kept; null where the user has no cache. */
export function snapshotPlace(): { readonly cache: string; readonly snapshot: string } | null {
  const cache = userCache('demo', cacheSettings())
  return cache === null ? null : { cache, snapshot: join(cache, snapshotName()) }
}

/** By what made it: the modules and templates of the build (scripts/build.js), and the version of Node.js, which its logs name. */
const snapshotName = (): string =>
  `${readFileSync(join(packageRoot(), 'dist', 'build-id'), 'utf8').trim()}-${process.version}`

/** The demo as this build of rel has played it; null where it has not been. */
export function keptDemo(): string | null {
  const snapshot = snapshotPlace()?.snapshot ?? null
  return snapshot !== null && existsSync(manifestIn(snapshot)) ? snapshot : null
}
