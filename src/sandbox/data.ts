import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of package.json. Throws if it is gone, as when rel was uninstalled while it runs. */
export function packageRoot(from = dirname(fileURLToPath(import.meta.url))): string {
  if (existsSync(join(from, 'package.json'))) return from
  if (dirname(from) === from) throw new Error('The files of rel are missing; reinstall rel.')
  return packageRoot(dirname(from))
}

/**
 * The path of a file that ships with the sandbox, such as contract/rest.json: beside the bundle, or beside the source if the
 * source runs. The path is relative to the package root, because chunks of the bundle may be anywhere in dist.
 */
export function dataFile(name: string): string {
  const root = packageRoot()
  const home = fileURLToPath(import.meta.url).startsWith(join(root, 'dist')) ? 'dist' : 'src'
  return join(root, home, 'sandbox', name)
}
