import type { Command, Hook, Interfaces } from '@oclif/core'
import { RelError } from '../errors.js'
import { nearest } from '../suggest.js'

const shown = (id: string): string => id.replaceAll(':', ' ')

/** A command that does not exist: wrong usage, with the one that was meant. (docs/adr/0002: why not the plugin.) */
export function unknownCommand(id: string, { commands }: Pick<Interfaces.Config, 'commands'>): RelError {
  const seen = commands.filter(({ hidden }) => !hidden)
  for (const command of seen)
    for (const name of [command.id, ...command.aliases])
      if (id.startsWith(`${name}:`)) return takesNone(command, shown(name), shown(id.slice(name.length + 1)))
  const meant = nearest(
    id,
    seen.flatMap((command) => [command.id, ...command.aliases]),
  )
  return new RelError('usage', `"${shown(id)}" is no command of rel.`, {
    hint: meant ? `Did you mean \`rel ${shown(meant)}\`?` : 'Run `rel --help` for all commands.',
  })
}

/** oclif takes what stands behind a command without arguments for a part of its name. */
const takesNone = ({ flags }: Pick<Command.Loadable, 'flags'>, name: string, words: string): RelError =>
  new RelError('usage', `\`rel ${name}\` takes no "${words}".`, {
    hint:
      /^#?\d+$/.test(words) && 'pr' in flags
        ? `Did you mean \`rel ${name} --pr ${words.replace('#', '')}\`?`
        : `Run \`rel ${name} --help\` for what it takes.`,
  })

const notFound: Hook<'command_not_found'> = ({ id, config }) => {
  throw unknownCommand(id, config)
}
export default notFound
