import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planDeploy } from '../../domain/ci/deploy.js'
import type { Report } from '../../domain/plan/report.js'
import { readDeployFacts } from '../../facts/ci/deploy.js'

export default class CiDeploy extends CiCommand {
  static override summary = 'Check that a deployment is still wanted, and record it.'
  static override description =
    'Run it right before the deployment. Fails if the deployment is no longer wanted or has no image, because GitHub counts a successful job as a deployment. Outputs: `image`, `digest`, and `first`, whether nothing was deployed there before.'
  static override flags = {
    environment: Flags.string({ summary: 'Environment to deploy to.', required: true }),
    commit: Flags.string({ summary: 'Commit to deploy.', required: true }),
    digest: Flags.string({ summary: 'Digest of the image (default: the image of the commit).', default: '' }),
    version: Flags.string({ summary: 'Version to deploy, if there is one.', default: '' }),
    rollback: Flags.boolean({
      summary: 'Allow replacing a newer version.',
      default: false,
      allowNo: true,
    }),
    pr: Flags.string({
      summary: 'Pull request number, if a pull request asks for the deployment.',
      default: '',
    }),
  }

  protected override readonly decides = true

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiDeploy)
    const context = await this.context(flags)
    const { environment, commit, rollback } = flags
    const [version, pr] = [flags.version || null, Number(flags.pr) || null]
    const request = { environment, commit, version, pr, rollback }
    return this.decide(context, async (begun) =>
      planDeploy(await readDeployFacts(context, request, flags.digest || null), request, begun),
    )
  }
}
