import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { runningSandbox } from '../../sandbox/host/control.js'
import { statusText } from '../../sandbox/host/environment.js'
import { placesOf } from '../../sandbox/paths.js'
import { stopped } from '../../sandbox/host/status.js'
import { sandboxFlags } from '../../sandbox/flags.js'

export default class SandboxStatus extends RelCommand {
  static override summary =
    'Show whether the sandbox runs, its users with their tokens, and its repositories.'
  static override examples = ['<%= config.bin %> <%= command.id %> --json']
  static override flags = { ...sandboxFlags }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxStatus)
    const places = placesOf(flags.dir)
    const status = (await runningSandbox(places)) ?? stopped(places)
    return this.answer(status, statusText(status))
  }
}
