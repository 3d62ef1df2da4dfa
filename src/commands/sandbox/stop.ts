import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { stopSandbox } from '../../sandbox/host/control.js'
import { placesOf } from '../../sandbox/paths.js'
import { stopped } from '../../sandbox/host/status.js'
import { sandboxFlags } from '../../sandbox/flags.js'

export default class SandboxStop extends RelCommand {
  static override summary = 'Stop the sandbox. What it knows stays in its directory.'
  static override examples = ['<%= config.bin %> <%= command.id %>']
  static override flags = { ...sandboxFlags }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxStop)
    const places = placesOf(flags.dir)
    const ran = await stopSandbox(places)
    if (ran) return this.answer(stopped(places), `Stopped the sandbox in ${places.directory}.`)
    return this.answer(stopped(places), `No sandbox runs in ${places.directory}.`, 'nothing-to-do')
  }
}
