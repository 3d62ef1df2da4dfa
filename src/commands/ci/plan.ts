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
  static override summary = 'Decide what a workflow run builds, deploys and undeploys.'
  static override description =
    'The outputs depend on the event of the run; an empty output means that there is nothing to do. Pull request, label, or push to the default branch: `pr`, `commit`, `build`, and `deploy` and `undeploy` as JSON lists of `{environment, namespace}`. Published release: `version`, `commit`, `digest`, `branch`, `staging`, `production`. Push to a release branch: `commit`, `branch`. Version deployed by hand: `environment`, `namespace`, `version`, `tag`, `commit`, `digest`, `final`, `hotfix`.'

  protected override readonly decides = true

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
