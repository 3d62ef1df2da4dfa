import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { cacheRoot, cacheSettings } from '../../user-cache.js'
import { packageRoot } from '../data.js'

/**
 * A folder with this very `rel` in it, so that the steps of workflows find it as they would on a runner that has it. Their
 * home is a job's own: they share the cache of whoever started the sandbox.
 */
export function putRel(folder: string): string {
  const cache = cacheRoot(cacheSettings())
  const variable = cache === null ? '' : `REL_CACHE_DIR=${quoted(resolve(cache.home, cache.path))} `
  const program = join(folder, 'rel')
  mkdirSync(folder, { recursive: true })
  const words = [process.execPath, join(packageRoot(), 'bin', 'run.cjs')].map(quoted).join(' ')
  writeFileSync(program, `#!/bin/sh\n${variable}exec ${words} "$@"\n`)
  chmodSync(program, 0o755)
  return folder
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

export const pathWith = (folder: string, path: string | undefined): string =>
  [folder, path].filter(Boolean).join(delimiter)
