import { CiCommand } from '../../command.js'
import type { Context } from '../../context.js'
import { isAboutVersion, type CiResult, type VersionEvent } from '../../domain/ci/event.js'
import { planDeployRun } from '../../domain/ci/deploy-run.js'
import { planHotfix } from '../../domain/ci/hotfix.js'
import { planCi, toPlan } from '../../domain/ci/plan.js'
import { planRelease } from '../../domain/ci/release.js'
import type { Plan } from '../../domain/plan/plan.js'
import type { Report } from '../../domain/plan/report.js'
import { readCiFacts } from '../../facts/ci/deploy.js'
import { readHotfixRun } from '../../facts/ci/hotfix.js'
import { readReleaseRun } from '../../facts/ci/release.js'
import { readDeployRun } from '../../facts/ci/deploy-run.js'
import { readEvent } from '../../facts/ci/event.js'

export default class CiPlan extends CiCommand {
  static override summary = 'Say what the run of a workflow has to build, deploy and undeploy, and why.'
  static override description =
    'By the event of the run. A pull request, a label, a push to the default branch: `pr`, `commit`, `build`, and as lists of `{environment, namespace}` in JSON `deploy` and `undeploy`. A published release: `version`, `commit`, `digest`, `branch`, `staging`, `production`. A push to a line: `commit`, `branch`. A version that is deployed by hand: `environment`, `namespace`, `version`, `tag`, `commit`, `digest`, `final`, `hotfix`. What is empty is not to be done.'

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiPlan)
    const context = await this.context(flags)
    return this.decide(context, async () => {
      const event = await readEvent(context)
      return isAboutVersion(event)
        ? planVersion(context, event)
        : toPlan(planCi(event, await readCiFacts(context, event)))
    })
  }
}

async function planVersion(context: Context, event: VersionEvent): Promise<Plan<CiResult>> {
  if (event.kind === 'release') return planRelease(await readReleaseRun(context, event.tag), event.tag)
  if (event.kind === 'line') return planHotfix(await readHotfixRun(context, event), event)
  return planDeployRun(await readDeployRun(context, event), event)
}
