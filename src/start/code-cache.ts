import { isAscii } from 'node:buffer'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join, sep } from 'node:path'
import { Script } from 'node:vm'

/** The `require` of a module: a relative path names a file beside it, another name a built-in module or a package. */
type Require = ((name: string) => unknown) & { readonly resolve: (name: string) => string }
/** The function that Node.js wraps a CommonJS module in. */
type Wrapped = (
  ...parameters: [exports: unknown, require: Require, module: Module, file: string, folder: string]
) => void
interface Module {
  exports: unknown
}
/** A script compiled in this run that is not in the cache yet. */
interface Compiled {
  readonly script: Script
  readonly wrapped: Buffer
  readonly entry: string
}

export interface CodeCache {
  /** The folder of the modules, as an absolute path. */
  readonly modules: string
  /** The cache folder of this build and Node.js version; created when there is something to write. */
  readonly folder: string
  /** Node's own `require`, for everything outside `modules`. */
  readonly outer: Require
}

/** The number of builds whose compiled code is kept. */
const maxBuilds = 4

/**
 * Loads CommonJS modules as Node.js does, but with the compiled code of an earlier run. (Node 20 has no such cache, and
 * `module.enableCompileCache` of later versions saves less: docs/adr/0003.) An entry is the wrapped source of a module followed by
 * V8's data. It is used only for the same source, and V8 rejects data of another version or of other flags. A module with a
 * broken entry is compiled again, without a message.
 */
export function cachedLoader({ modules, folder, outer }: CodeCache): {
  readonly load: (file: string) => unknown
  /** Writes the code that was compiled in this run to the cache. */
  readonly keep: () => void
} {
  const loaded = new Map<string, Module>()
  const compiled: Compiled[] = []

  function load(file: string): unknown {
    const known = loaded.get(file)
    if (known) return known.exports
    const module: Module = { exports: {} }
    loaded.set(file, module)
    try {
      const run = compile(file).runInThisContext() as Wrapped
      run.call(module.exports, module.exports, requireFrom(dirname(file)), module, file, dirname(file))
    } catch (error) {
      loaded.delete(file)
      throw error
    }
    return module.exports
  }

  function compile(file: string): Script {
    const source = readFileSync(file)
    const entry = join(folder, file.slice(modules.length + 1).replaceAll(sep, '_'))
    const cached = entryOf(entry, source)
    const wrapped = cached?.wrapped ?? Buffer.concat([head, source, tail])
    const text = wrapped.toString(isAscii(wrapped) ? 'latin1' : 'utf8')
    const script = new Script(text, { filename: file, ...(cached && { cachedData: cached.data }) })
    if (!cached || script.cachedDataRejected) compiled.push({ script, wrapped, entry })
    return script
  }

  function requireFrom(from: string): Require {
    const require = (name: string): unknown => {
      if (name.startsWith('.')) return load(join(from, name))
      return isAbsolute(name) && name.startsWith(modules + sep) ? load(name) : outer(name)
    }
    return Object.assign(require, { resolve: outer.resolve })
  }

  function keep(): void {
    if (compiled.length === 0) return
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      for (const { script, wrapped, entry } of compiled) {
        const temporary = `${entry}.${process.pid}`
        writeFileSync(temporary, Buffer.concat([wrapped, script.createCachedData()]), { mode: 0o600 })
        renameSync(temporary, entry)
      }
      dropOldBuilds(dirname(folder))
    } catch {
      // The disk is full or read-only: the next run compiles again.
    }
  }

  return { load, keep }
}

/** The wrapper that Node.js puts around a module. */
const head = Buffer.from('(function(exports,require,module,__filename,__dirname){')
const tail = Buffer.from('\n})')

/** The wrapped source and V8's data for exactly this source, or null. */
function entryOf(path: string, source: Buffer): { readonly wrapped: Buffer; readonly data: Buffer } | null {
  try {
    const entry = readFileSync(path)
    const sourceEnd = head.length + source.length
    const end = sourceEnd + tail.length
    const isSame =
      entry.length > end &&
      entry.subarray(0, head.length).equals(head) &&
      entry.subarray(head.length, sourceEnd).equals(source) &&
      entry.subarray(sourceEnd, end).equals(tail)
    return isSame ? { wrapped: entry.subarray(0, end), data: entry.subarray(end) } : null
  } catch {
    return null // no entry yet
  }
}

function dropOldBuilds(folder: string): void {
  const builds = readdirSync(folder).map((name) => ({
    path: join(folder, name),
    at: statSync(join(folder, name)).mtimeMs,
  }))
  for (const { path } of builds.sort((left, right) => right.at - left.at).slice(maxBuilds))
    rmSync(path, { recursive: true, force: true })
}
