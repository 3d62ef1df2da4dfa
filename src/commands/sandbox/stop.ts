import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { sandboxFlags } from '../../flags.js'
import { stop } from '../../sandbox/index.js'

export default class SandboxStop extends RelCommand {
  static override summary = 'Stop the sandbox and keep its state.'
  static override description =
    'Start it again with `rel sandbox start`; `rel sandbox reset` deletes the state.'
  static override examples = ['<%= config.bin %> <%= command.id %>']
  static override flags = { ...sandboxFlags }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxStop)
    const { ran, status } = await stop(flags.dir)
    if (ran) return this.answer(status, `Stopped the sandbox in ${status.dir}.`)
    return this.answer(status, `No sandbox is running in ${status.dir}.`, 'nothing-to-do')
  }
}
