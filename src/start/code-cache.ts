import { isAscii } from 'node:buffer'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join, sep } from 'node:path'
import { Script } from 'node:vm'

/** Asks for a module: beside the one that asks by a relative path, else Node's own or a package. */
type Require = ((name: string) => unknown) & { readonly resolve: (name: string) => string }
/** What Node.js wraps a CommonJS module in. */
type Wrapped = (
  ...given: [exports: unknown, require: Require, module: Module, file: string, folder: string]
) => void
interface Module {
  exports: unknown
}
/** Compiled here, and not kept yet. */
interface Fresh {
  readonly script: Script
  readonly wrapped: Buffer
  readonly entry: string
}

export interface CodeCache {
  /** Of the modules: an absolute path. */
  readonly modules: string
  /** Where compiled code is kept: a folder for each build and Node.js, made when there is something to keep. */
  readonly folder: string
  /** Node's own `require`, for what is not among the modules. */
  readonly outer: Require
}

/** Builds whose compiled code is kept. */
const mostBuilds = 4

/**
 * Loads CommonJS modules as Node.js does, but takes their compiled code from the last run. (Node 20 does not keep it, and
 * `module.enableCompileCache` of later versions saves less: docs/adr/0003.) An entry is the module's wrapped source with V8's
 * data behind it: it is used for exactly that source only, and V8 refuses the data of another version or of other flags. If
 * anything is wrong with an entry, the module is compiled, and nothing is said.
 */
export function cachedLoader({ modules, folder, outer }: CodeCache): {
  readonly load: (file: string) => unknown
  /** Keeps what was compiled in this run. */
  readonly keep: () => void
} {
  const loaded = new Map<string, Module>()
  const fresh: Fresh[] = []

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
    const kept = entryOf(entry, source)
    const wrapped = kept?.wrapped ?? Buffer.concat([head, source, tail])
    const text = wrapped.toString(isAscii(wrapped) ? 'latin1' : 'utf8')
    const script = new Script(text, { filename: file, ...(kept && { cachedData: kept.data }) })
    if (!kept || script.cachedDataRejected) fresh.push({ script, wrapped, entry })
    return script
  }

  function requireFrom(from: string): Require {
    const ask = (name: string): unknown => {
      if (name.startsWith('.')) return load(join(from, name))
      return isAbsolute(name) && name.startsWith(modules + sep) ? load(name) : outer(name)
    }
    return Object.assign(ask, { resolve: outer.resolve })
  }

  function keep(): void {
    if (fresh.length === 0) return
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      for (const { script, wrapped, entry } of fresh) {
        const draft = `${entry}.${process.pid}`
        writeFileSync(draft, Buffer.concat([wrapped, script.createCachedData()]), { mode: 0o600 })
        renameSync(draft, entry)
      }
      dropOldBuilds(dirname(folder))
    } catch {
      // A full or read-only disk: the next run compiles again.
    }
  }

  return { load, keep }
}

/** What is around a module, as Node.js has it. */
const head = Buffer.from('(function(exports,require,module,__filename,__dirname){')
const tail = Buffer.from('\n})')

/** The wrapped source and V8's data for exactly this source, or null. */
function entryOf(path: string, source: Buffer): { readonly wrapped: Buffer; readonly data: Buffer } | null {
  try {
    const kept = readFileSync(path)
    const ends = head.length + source.length
    const end = ends + tail.length
    const isSame =
      kept.length > end &&
      kept.subarray(0, head.length).equals(head) &&
      kept.subarray(head.length, ends).equals(source) &&
      kept.subarray(ends, end).equals(tail)
    return isSame ? { wrapped: kept.subarray(0, end), data: kept.subarray(end) } : null
  } catch {
    return null // not kept yet
  }
}

function dropOldBuilds(folder: string): void {
  const builds = readdirSync(folder).map((name) => ({
    path: join(folder, name),
    at: statSync(join(folder, name)).mtimeMs,
  }))
  for (const { path } of builds.sort((one, other) => other.at - one.at).slice(mostBuilds))
    rmSync(path, { recursive: true, force: true })
}
