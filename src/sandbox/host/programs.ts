import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { cacheRoot, cacheSettings } from '../../user-cache.js'
import { packageRoot } from '../data.js'

/**
 * Writes a `rel` program that runs this installation into the folder, so that workflow steps find it on their PATH. Each job has
 * a home directory of its own, so the program uses the cache of the user who started the sandbox.
 */
export function installRel(folder: string): string {
  const cache = cacheRoot(cacheSettings())
  const variable = cache === null ? '' : `REL_CACHE_DIR=${quoted(resolve(cache.home, cache.path))} `
  const program = join(folder, 'rel')
  mkdirSync(folder, { recursive: true })
  const command = [process.execPath, join(packageRoot(), 'bin', 'run.cjs')].map(quoted).join(' ')
  writeFileSync(program, `#!/bin/sh\n${variable}exec ${command} "$@"\n`)
  chmodSync(program, 0o755)
  return folder
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

export const pathWith = (folder: string, path: string | undefined): string =>
  [folder, path].filter(Boolean).join(delimiter)
