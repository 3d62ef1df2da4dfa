import { RelError } from './errors.js'
import { nearest } from './suggest.js'

/** What must be known of a command to say that another one does not exist. Of its flags only the names count. */
export interface KnownCommand {
  readonly id: string
  readonly aliases: readonly string[]
  readonly hidden?: boolean
  readonly flags: object
}

const shown = (id: string): string => id.replaceAll(':', ' ')

/** The words that were typed, without flags: the command of a report where none was found. */
export const typedCommand = (words: readonly string[]): string =>
  words.filter((word) => !word.startsWith('-')).join(' ')

/** A command that does not exist: wrong usage, with the one that was meant. (docs/adr/0002: why not the plugin.) */
export function unknownCommand(id: string, commands: readonly KnownCommand[]): RelError {
  const seen = commands.filter(({ hidden }) => !hidden)
  const names = seen.flatMap((command) => [command.id, ...command.aliases].map((name) => ({ name, command })))
  const [longest] = names
    .filter(({ name }) => id.startsWith(`${name}:`))
    .sort((one, other) => other.name.length - one.name.length)
  if (longest) {
    const { name, command } = longest
    return takesNone(command, shown(name), shown(id.slice(name.length + 1)))
  }
  const meant = nearest(
    id,
    names.map(({ name }) => name),
  )
  return new RelError('usage', `"${shown(id)}" is no command of rel.`, {
    hint: meant ? `Did you mean \`rel ${shown(meant)}\`?` : 'Run `rel --help` for all commands.',
  })
}

/** oclif takes what stands behind a command without arguments for a part of its name. */
const takesNone = ({ flags }: KnownCommand, name: string, words: string): RelError =>
  new RelError('usage', `\`rel ${name}\` takes no "${words}".`, {
    hint:
      /^#?\d+$/.test(words) && 'pr' in flags
        ? `Did you mean \`rel ${name} --pr ${words.replace('#', '')}\`?`
        : `Run \`rel ${name} --help\` for what it takes.`,
  })
