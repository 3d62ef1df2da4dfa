import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of package.json. Throws where it is gone, as when rel was removed while it runs. */
export function packageRoot(from = dirname(fileURLToPath(import.meta.url))): string {
  if (existsSync(join(from, 'package.json'))) return from
  if (dirname(from) === from) throw new Error('The files of rel are gone: install it again.')
  return packageRoot(dirname(from))
}

/**
 * The path of a file that ships with the sandbox, such as contract/rest.json: beside the bundle, or beside the source when
 * that runs. Chunks of the bundle may lie anywhere in dist, so the package's root is looked for first.
 */
export function dataFile(name: string): string {
  const root = packageRoot()
  const home = fileURLToPath(import.meta.url).startsWith(join(root, 'dist')) ? 'dist' : 'src'
  return join(root, home, 'sandbox', name)
}
