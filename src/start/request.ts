import type { KnownCommand } from '../unknown-command.js'

/** What oclif would look up: commands, also hidden ones and aliases, and the topics that are no commands. */
export interface HelpIndex {
  readonly commands: readonly (KnownCommand & { readonly takesWords: boolean })[]
  readonly topics: readonly string[]
}
/** Help of a command, a topic or (with an empty id) of rel; or a command that does not exist. */
export interface Request {
  readonly kind: 'help' | 'unknown'
  readonly id: string
}

/**
 * What a command line asks for, read as oclif's `main.run`, `Help.showHelp` and `standardizeIDFromArgv` read it. Null: a command
 * that runs, or words that oclif reads in a way that is not repeated here.
 */
export function requestOf(words: readonly string[], index: HelpIndex): Request | null {
  if (words.length === 0) return { kind: 'help', id: '' }
  const [first, ...others] = words
  const asksForHelp = beforeTerminator(words).includes('--help')
  if (first === 'help') return asksForHelp ? null : ofHelpCommand(others, index)
  const named = asksForHelp ? words.filter((word) => word !== '--help') : words
  if (named.length === 0) return { kind: 'help', id: '' }
  const id = named.includes('help') ? null : idOf(named, index)
  if (id === null) return null
  if (index.topics.includes(id)) return { kind: 'help', id }
  if (!index.commands.some((command) => command.id === id)) return { kind: 'unknown', id }
  return asksForHelp ? { kind: 'help', id } : null
}

/** `rel help …`: its own flags and whatever is no plain word are oclif's. */
function ofHelpCommand(words: readonly string[], index: HelpIndex): Request | null {
  if (!words.every((word) => isPlain(word) && word !== 'help')) return null
  return requestOf(words.length === 0 ? [] : [...words, '--help'], index)
}

const beforeTerminator = (words: readonly string[]): readonly string[] =>
  words.includes('--') ? words.slice(0, words.indexOf('--')) : words

const isPlain = (word: string): boolean => /^[^\s:=-][^\s:=]*$/.test(word)

/** The words that oclif takes for the name: as far as they lead to a command, and on to the first that cannot be part of one. */
function idOf(words: readonly string[], { commands }: HelpIndex): string | null {
  const leads = (id: string): boolean =>
    commands.some((command) => command.id === id || command.id.startsWith(`${id}:`))
  let id = ''
  for (const word of words) {
    const next = id === '' ? word : `${id}:${word}`
    const ends =
      word.startsWith('-') ||
      word.includes('=') ||
      commands.some((command) => command.id === id && command.takesWords)
    if (!leads(next) && ends) break
    if (!isPlain(word)) return null
    id = next
  }
  return id === '' ? null : id
}
