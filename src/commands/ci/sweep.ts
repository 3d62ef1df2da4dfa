import { CiCommand } from '../../command.js'
import { planSweep } from '../../domain/ci/sweep.js'
import type { Report } from '../../domain/plan/report.js'
import { readSweepFacts } from '../../facts/ci/deploy.js'

export default class CiSweep extends CiCommand {
  static override summary = 'Find environments that events missed: leftover ones and missing ones.'
  static override description =
    'Run it on a schedule. Starts runs for missing environments, removes expired labels with a comment on the pull request, and lists leftover environments. Outputs: `undeploy`, a JSON list of `{environment, namespace}`.'

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiSweep)
    const context = await this.context(flags)
    return this.decide(context, async () => planSweep(await readSweepFacts(context)))
  }
}
