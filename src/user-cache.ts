import { existsSync, lstatSync, mkdirSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'

/** The properties of a process that decide where the user's cache is. */
export interface CacheSettings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  /** The user's id; null on systems without user ids. */
  readonly uid: number | null
}

export const cacheSettings = (): CacheSettings => ({
  env: process.env,
  platform: process.platform,
  uid: process.getuid?.() ?? null,
})

/**
 * A folder of rel in the user's cache, created if it is missing; null if there is none that only this user can write to. Cached code
 * runs as the user, so a folder of another user, one that is open to others, and a link are not used.
 */
export function userCache(name: 'code' | 'demo', settings: CacheSettings): string | null {
  const root = cacheRoot(settings)
  if (root === null) return null
  const folder = join(root.home, root.path, name)
  try {
    if (!existsSync(folder)) makeFolders(root.home, join(root.path, name))
    return isPrivate(folder, settings) ? folder : null
  } catch {
    return null // read-only, or the name is taken: rel works without a cache
  }
}

/** Creates the folders of a path below `home`. (`recursive` of mkdirSync would create `home` too, and hangs in /proc.) */
function makeFolders(home: string, path: string): void {
  path.split(sep).reduce((parent, part) => {
    const folder = join(parent, part)
    if (!existsSync(folder)) makeFolder(folder)
    return folder
  }, home)
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // another process created it first
  }
}

function isPrivate(folder: string, { uid }: CacheSettings): boolean {
  const { mode, uid: owner } = lstatSync(folder)
  const isFolder = (mode & 0o170000) === 0o040000
  return isFolder && (uid === null || (owner === uid && (mode & 0o077) === 0))
}

/** REL_CACHE_DIR, or `rel` in the cache folder of the platform: a path below a home that must exist. Null without a home. */
export function cacheRoot({
  env,
  platform,
}: CacheSettings): { readonly home: string; readonly path: string } | null {
  const { REL_CACHE_DIR: cacheDir, XDG_CACHE_HOME: xdg, LOCALAPPDATA: local, HOME: home } = env
  if (cacheDir) return { home: dirname(resolve(cacheDir)), path: basename(cacheDir) }
  if (platform === 'win32') return local ? { home: local, path: join('rel', 'cache') } : null
  if (xdg) return { home: dirname(resolve(xdg)), path: join(basename(xdg), 'rel') }
  if (!home) return null
  return { home, path: join(...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']), 'rel') }
}
