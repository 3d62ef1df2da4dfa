import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A folder with this very `rel` in it, so that the steps of workflows find it as they would on a runner that has it. */
export function putRel(folder: string): string {
  let root = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(root, 'package.json'))) root = dirname(root)
  const quoted = [process.execPath, join(root, 'bin', 'run.cjs')].map(
    (path) => `'${path.replaceAll("'", `'\\''`)}'`,
  )
  const program = join(folder, 'rel')
  mkdirSync(folder, { recursive: true })
  writeFileSync(program, `#!/bin/sh\nexec ${quoted.join(' ')} "$@"\n`)
  chmodSync(program, 0o755)
  return folder
}

export const pathWith = (folder: string, path: string | undefined): string =>
  [folder, path].filter(Boolean).join(delimiter)
