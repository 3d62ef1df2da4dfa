import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { errorJson, errorLines, exitCodes } from '../errors.js'
import { escapedJson } from '../lib/printable.js'
import { typedCommand, unknownCommand } from '../unknown-command.js'
import { requestOf, type HelpIndex } from './request.js'

/** The surroundings that an answer depends on. */
export interface Machine {
  /** The folder of package.json. */
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** `linux-x64 node-v20.19.0`, as oclif prints it. */
  readonly platform: string
  readonly isWindows: boolean
  readonly isTerminal: (stream: Stream) => boolean
  readonly columns: () => number
  /** False if nothing could be written. */
  readonly write: (stream: Stream, text: string) => boolean
}
export type Stream = 'stdout' | 'stderr'

/** Variables that change what oclif prints. */
const oclifVariables = [
  'FORCE_COLOR',
  'OCLIF_COLUMNS',
  'REL_CONTENT_TYPE',
  'DEBUG',
  'REL_DEBUG',
  'CLI_FLAGS_DEBUG',
]

/**
 * Prints help and errors about unknown commands from texts made at build time, and returns the exit status. Null: nothing was
 * printed, because oclif is needed or could print something else. (docs/adr/0018)
 */
export function answerStatically(words: readonly string[], machine: Machine): number | null {
  if (oclifVariables.some((name) => machine.env[name] !== undefined)) return null
  // --color and --no-color are read by the packages that colour.
  if (words.some((word) => word.includes('color'))) return null
  const index = readIndex(machine.root)
  const request = index && requestOf(words, index)
  if (!request || !isFresh(index, machine.root)) return null
  return request.kind === 'help'
    ? printHelp(request.id, index, machine)
    : printUnknown(request.id, words, index, machine)
}

interface BuiltIndex extends HelpIndex {
  readonly product: string
  readonly package: string
  readonly manifestSize: number
}

function readIndex(root: string): BuiltIndex | null {
  try {
    return JSON.parse(readFileSync(join(root, 'dist/help/index.json'), 'utf8')) as BuiltIndex
  } catch {
    return null
  }
}

/** Whether help was built from this package.json and manifest. */
function isFresh(index: BuiltIndex, root: string): boolean {
  try {
    const { name, version, description, oclif } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    return (
      index.package === JSON.stringify([name, version, description, oclif]) &&
      index.manifestSize === statSync(join(root, 'oclif.manifest.json')).size
    )
  } catch {
    return false
  }
}

function printHelp(id: string, { product }: BuiltIndex, machine: Machine): number | null {
  const text = readText(id, `${product} ${machine.platform}`, machine)
  if (text === null || (machine.isTerminal('stdout') && !(machine.columns() >= 80))) return null
  const isColoured = coloursOn(machine.isTerminal('stdout') && machine.isTerminal('stderr'), machine)
  if (isColoured === null || (isColoured && hasTheme(machine))) return null
  return machine.write('stdout', isColoured ? text : text.replaceAll(/\u001B\[\d+m/g, '')) ? 0 : null
}

function readText(id: string, userAgent: string, { root }: Machine): string | null {
  // oclif would wrap a longer line.
  if (userAgent.length > 78) return null
  try {
    const path = `${['rel', ...id.split(':').filter(Boolean)].join('/')}.txt`
    return readFileSync(join(root, 'dist/help', path), 'utf8').replace('{user-agent}', userAgent)
  } catch {
    return null
  }
}

function printUnknown(
  id: string,
  words: readonly string[],
  { commands }: HelpIndex,
  machine: Machine,
): number | null {
  const error = unknownCommand(id, commands)
  if (words.includes('--json')) {
    const json = { command: typedCommand(words), error: errorJson(error) }
    return machine.write('stdout', `${escapedJson(JSON.stringify(json, null, 2))}\n`)
      ? exitCodes[error.code]
      : null
  }
  const isColoured = coloursOn(machine.isTerminal('stderr'), machine)
  if (isColoured === null) return null
  const style = (open: number, close: number) => (text: string) =>
    isColoured ? `\u001B[${open}m${text}\u001B[${close}m` : text
  const lines = errorLines(error, { red: style(31, 39), bold: style(1, 22) })
  return machine.write('stderr', `${lines.join('\n')}\n`) ? exitCodes[error.code] : null
}

/** Whether oclif and chalk would use colours; null if these rules cannot tell. */
function coloursOn(isTerminal: boolean, { env, isWindows }: Machine): boolean | null {
  if (env['NO_COLOR']) return false
  // chalk colours the log of an Azure pipeline, although it is not a terminal.
  if (!isTerminal) return env['TF_BUILD'] === undefined ? false : null
  const { TERM: term = '', CI: ci, TEAMCITY_VERSION: teamCity } = env
  const isOrdinary = /^(screen|xterm|vt100|vt220|rxvt)|color|linux/.test(term) && !/mono|dumb/i.test(term)
  return isOrdinary && ci === undefined && teamCity === undefined && !isWindows ? true : null
}

/** Whether the user has a theme file for oclif's help. */
function hasTheme({ env }: Machine): boolean {
  const { REL_CONFIG_DIR: own, XDG_CONFIG_HOME: xdg, HOME: home } = env
  if (own) return existsSync(join(own, 'theme.json'))
  const base = xdg || (home && join(home, '.config'))
  return !base || existsSync(join(base, 'rel', 'theme.json'))
}
