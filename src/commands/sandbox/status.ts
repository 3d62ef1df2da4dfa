import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { sandboxFlags } from '../../flags.js'
import { status, statusText } from '../../sandbox/index.js'

export default class SandboxStatus extends RelCommand {
  static override summary = 'Show whether the sandbox runs, with its users, tokens and repositories.'
  static override examples = ['<%= config.bin %> <%= command.id %> --json']
  static override flags = { ...sandboxFlags }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxStatus)
    const sandbox = await status(flags.dir)
    return this.answer(sandbox, statusText(sandbox))
  }
}
