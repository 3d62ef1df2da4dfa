import type { KnownCommand } from '../unknown-command.js'

/** All commands, with hidden ones and aliases, and the topics that are not commands themselves. */
export interface HelpIndex {
  readonly commands: readonly (KnownCommand & { readonly takesWords: boolean })[]
  readonly topics: readonly string[]
}
/** A request for the help of a command, a topic or (with an empty id) of rel; or an unknown command. */
export interface Request {
  readonly kind: 'help' | 'unknown'
  readonly id: string
}

/**
 * The request of a command line, by the rules of oclif's `main.run`, `Help.showHelp` and `standardizeIDFromArgv`. Null for a
 * command that runs, and for words to which oclif applies rules that are not repeated here.
 */
export function requestOf(words: readonly string[], index: HelpIndex): Request | null {
  if (words.length === 0) return { kind: 'help', id: '' }
  const [first, ...rest] = words
  const asksForHelp = beforeTerminator(words).includes('--help')
  if (first === 'help') return asksForHelp ? null : ofHelpCommand(rest, index)
  const named = asksForHelp ? words.filter((word) => word !== '--help') : words
  if (named.length === 0) return { kind: 'help', id: '' }
  const id = named.includes('help') ? null : idOf(named, index)
  if (id === null) return null
  if (index.topics.includes(id)) return { kind: 'help', id }
  if (!index.commands.some((command) => command.id === id)) return { kind: 'unknown', id }
  return asksForHelp ? { kind: 'help', id } : null
}

/** `rel help …`. Null for flags and unusual words, which are left to oclif. */
function ofHelpCommand(words: readonly string[], index: HelpIndex): Request | null {
  if (!words.every((word) => isPlain(word) && word !== 'help')) return null
  return requestOf(words.length === 0 ? [] : [...words, '--help'], index)
}

const beforeTerminator = (words: readonly string[]): readonly string[] =>
  words.includes('--') ? words.slice(0, words.indexOf('--')) : words

const isPlain = (word: string): boolean => /^[^\s:=-][^\s:=]*$/.test(word)

/** The id that oclif takes from the words: as long as they begin a command, and then up to the first word that cannot be part of a name. */
function idOf(words: readonly string[], { commands }: HelpIndex): string | null {
  const isPrefix = (id: string): boolean =>
    commands.some((command) => command.id === id || command.id.startsWith(`${id}:`))
  let id = ''
  for (const word of words) {
    const next = id === '' ? word : `${id}:${word}`
    const ends =
      word.startsWith('-') ||
      word.includes('=') ||
      commands.some((command) => command.id === id && command.takesWords)
    if (!isPrefix(next) && ends) break
    if (!isPlain(word)) return null
    id = next
  }
  return id === '' ? null : id
}
