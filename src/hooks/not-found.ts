import type { Hook, Interfaces } from '@oclif/core'
import { RelError } from '../errors.js'
import { nearest } from '../suggest.js'

/** A command that does not exist: wrong usage, with the one that was meant. (docs/adr/0002: why not the plugin.) */
export function unknownCommand(id: string, { commands }: Pick<Interfaces.Config, 'commands'>): RelError {
  const shown = (command: string): string => command.replaceAll(':', ' ')
  const known = commands
    .filter(({ hidden }) => !hidden)
    .flatMap((command) => [command.id, ...command.aliases])
  const meant = nearest(id, known)
  return new RelError('usage', `"${shown(id)}" is no command of rel.`, {
    hint: meant ? `Did you mean \`rel ${shown(meant)}\`?` : 'Run `rel --help` for all commands.',
  })
}

const notFound: Hook<'command_not_found'> = ({ id, config }) => {
  throw unknownCommand(id, config)
}
export default notFound
