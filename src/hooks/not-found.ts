import type { Hook } from '@oclif/core'
import { RelError } from '../errors.js'
import { nearest } from '../suggest.js'

/** A command that does not exist: wrong usage, with the one that was meant. (docs/adr/0002: why not the plugin.) */
const notFound: Hook<'command_not_found'> = ({ id, config }) => {
  const shown = (command: string): string => command.replaceAll(':', ' ')
  const commands = config.commands
    .filter(({ hidden }) => !hidden)
    .flatMap((command) => [command.id, ...command.aliases])
  const meant = nearest(id, commands)
  const hint = meant ? `Did you mean \`rel ${shown(meant)}\`?` : 'Run `rel --help` for all commands.'
  throw new RelError('usage', `"${shown(id)}" is no command of rel.`, { hint })
}
export default notFound
