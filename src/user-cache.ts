import { existsSync, lstatSync, mkdirSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'

/** Of a process: what says where the user's cache is. */
export interface CacheSettings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  /** The user's id; null where the system has none. */
  readonly uid: number | null
}

/** The machine that this process runs on. */
export const cacheSettings = (): CacheSettings => ({
  env: process.env,
  platform: process.platform,
  uid: process.getuid?.() ?? null,
})

/**
 * A folder of rel in the user's cache, made if it is missing; null where there is none that only this user can write to.
 * What is kept there runs as the user, so a folder that is somebody else's, open to others, or a link, is not used.
 */
export function userCache(name: 'code' | 'demo', machine: CacheSettings): string | null {
  const root = cacheRoot(machine)
  if (root === null) return null
  const folder = join(root.home, root.path, name)
  try {
    if (!existsSync(folder)) makeFolders(root.home, join(root.path, name))
    return isPrivate(folder, machine) ? folder : null
  } catch {
    return null // read-only, or something else has the name: rel works without
  }
}

/** The folders of a path below one that exists. (mkdirSync's `recursive` makes the home too, and never ends in /proc.) */
function makeFolders(home: string, path: string): void {
  path.split(sep).reduce((above, part) => {
    const folder = join(above, part)
    if (!existsSync(folder)) makeFolder(folder)
    return folder
  }, home)
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // another rel was first
  }
}

function isPrivate(folder: string, { uid }: CacheSettings): boolean {
  const { mode, uid: owner } = lstatSync(folder)
  const isFolder = (mode & 0o170000) === 0o040000
  return isFolder && (uid === null || (owner === uid && (mode & 0o077) === 0))
}

/** REL_CACHE_DIR, or `rel` in the user's cache folder as the system has it: a path below a home that must exist; null: no home. */
export function cacheRoot({
  env,
  platform,
}: CacheSettings): { readonly home: string; readonly path: string } | null {
  const { REL_CACHE_DIR: own, XDG_CACHE_HOME: xdg, LOCALAPPDATA: local, HOME: home } = env
  if (own) return { home: dirname(resolve(own)), path: basename(own) }
  if (platform === 'win32') return local ? { home: local, path: join('rel', 'cache') } : null
  if (xdg) return { home: dirname(resolve(xdg)), path: join(basename(xdg), 'rel') }
  if (!home) return null
  return { home, path: join(...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']), 'rel') }
}
