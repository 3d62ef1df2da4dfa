import { CiCommand } from '../../command.js'
import { planSweep } from '../../domain/ci/sweep.js'
import type { Report } from '../../domain/plan/report.js'
import { readSweepFacts } from '../../facts/ci/deploy.js'

export default class CiSweep extends CiCommand {
  static override summary = 'Find what events missed: environments left over, and environments missing.'
  static override description =
    'Starts the runs of what is missing, comments, and takes labels off whose time is over. Outputs: `undeploy`, a list of `{environment, namespace}` in JSON.'

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiSweep)
    const context = await this.context(flags)
    return this.decide(context, async () => planSweep(await readSweepFacts(context)))
  }
}
