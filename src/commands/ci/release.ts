import { CiCommand } from '../../command.js'
import { planHotfixRelease } from '../../domain/ci/hotfix.js'
import type { Report } from '../../domain/plan/report.js'
import { readHotfixRelease } from '../../facts/ci/hotfix.js'
import { readLinePush } from '../../facts/ci/event.js'

export default class CiRelease extends CiCommand {
  static override summary = 'Release the commit that was pushed to a release branch as its next patch.'
  static override description =
    'Outputs: `version`, `tag`; `production`, the environment to deploy to; `final`, whether it is not deployed at all. All are empty if there is nothing to release.'

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiRelease)
    const context = await this.context(flags)
    const push = await readLinePush(context)
    return this.decide(context, async () => planHotfixRelease(await readHotfixRelease(context, push), push))
  }
}
