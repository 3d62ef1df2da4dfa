import { CiCommand } from '../../command.js'
import { planCi, toPlan } from '../../domain/ci/plan.js'
import { planDeployRun, planRelease } from '../../domain/ci/release.js'
import type { Report } from '../../domain/report.js'
import { readCiFacts } from '../../facts/ci.js'
import { readDeployRun, readReleaseRun } from '../../facts/ci-release.js'
import { readEvent } from '../../facts/event.js'

export default class CiPlan extends CiCommand {
  static override summary = 'Say what the run of a workflow has to build, deploy and undeploy, and why.'

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiPlan)
    const context = await this.context(flags)
    return this.decide(context, async () => {
      const event = await readEvent(context)
      if (event.kind === 'release') return planRelease(await readReleaseRun(context, event.tag), event.tag)
      if (event.kind === 'deploy') return planDeployRun(await readDeployRun(context, event), event)
      return toPlan(planCi(event, await readCiFacts(context, event)))
    })
  }
}
