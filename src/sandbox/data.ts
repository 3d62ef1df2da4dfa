import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where package.json is. */
export function packageRoot(): string {
  let root = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(root, 'package.json'))) root = dirname(root)
  return root
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
