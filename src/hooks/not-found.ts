import type { Hook } from '@oclif/core'
import { unknownCommand } from '../unknown-command.js'

const notFound: Hook<'command_not_found'> = ({ id, config }) => {
  throw unknownCommand(id, config.commands)
}
export default notFound
