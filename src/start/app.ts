import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cacheSettings, userCache } from '../user-cache.js'
import { cachedLoader } from './code-cache.js'

/** Identifies the contents of this build; defined by scripts/build.js. */
declare const BUILD_ID: string

const { env, execArgv, version, arch } = process

/** Loads a module of the app by its path in dist without extension, with a cache of compiled code for the next start. */
export function loadApp(name: string): unknown {
  const file = join(__dirname, `${name}.cjs`)
  const outer = createRequire(__filename)
  const code = env['NODE_DISABLE_COMPILE_CACHE'] ? null : userCache('code', cacheSettings())
  if (code === null) return outer(file)
  const flags = [...execArgv, env['NODE_OPTIONS'] ?? ''].join(' ').replaceAll(/\W+/g, '_').slice(0, 100)
  const folder = join(code, [version, arch, flags, BUILD_ID].filter(Boolean).join('-'))
  const { load, keep } = cachedLoader({ modules: __dirname, folder, outer })
  process.on('exit', keep)
  return load(file)
}
