import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planDeploy } from '../../domain/ci/deploy.js'
import type { Report } from '../../domain/plan/report.js'
import { readDeployFacts } from '../../facts/ci/deploy.js'

export default class CiDeploy extends CiCommand {
  static override summary =
    'Look once more, right before a deployment, whether it is wanted; record what it carries.'
  static override description =
    'Fails where it is not wanted any more, or has no image: a job that ends well counts as a deployment. Outputs: `image`, `digest`, and `first`: nothing ran there before.'
  static override flags = {
    environment: Flags.string({ summary: 'The environment.', required: true }),
    commit: Flags.string({ summary: 'The commit to deploy.', required: true }),
    digest: Flags.string({ summary: 'The image (empty: the one of the commit).', default: '' }),
    version: Flags.string({ summary: 'The version, where there is one.', default: '' }),
    rollback: Flags.boolean({
      summary: 'Deploy it over a newer version.',
      default: false,
      allowNo: true,
    }),
    pr: Flags.string({ summary: 'The number of the pull request that wants it.', default: '' }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiDeploy)
    const context = await this.context(flags)
    const { environment, commit, rollback } = flags
    const [version, pr] = [flags.version || null, Number(flags.pr) || null]
    const wish = { environment, commit, version, pr, rollback }
    return this.decide(context, async (begun) =>
      planDeploy(await readDeployFacts(context, wish, flags.digest || null), wish, begun),
    )
  }
}
