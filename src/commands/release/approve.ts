import { approvalOutcome, type ApprovalPlan } from '../../domain/approval/view.js'
import { Args, Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { planApproval } from '../../domain/approval/approve.js'
import type { Report } from '../../domain/plan/report.js'
import { readApprovals } from '../../facts/approval/approval.js'
import { followFlags, overrideFlags, repositoriesFlag, writeFlags } from '../../flags.js'

export default class ReleaseApprove extends GitHubCommand {
  static override summary = 'Approve pending deployments and watch them.'
  static override description = `Shows what would be deployed: the versions, the pull requests, the image, and who can approve. Asks for confirmation, approves, and watches the deployments. If the release has not reached the environment yet, waits for it first. An approval cannot be withdrawn.

Without ENVIRONMENT, approves every pending deployment of the repository, also to production. If several versions wait for one environment, approves only the newest. Approves several named environments one after the other, as the release reaches them.

With \`gates: dispatch\` in .github/rel.yml, approving starts the deployment workflow.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> staging',
    "<%= config.bin %> <%= command.id %> staging production --comment 'Tested by QA'",
    '<%= config.bin %> <%= command.id %> production -R acme/widgets -R acme/gadgets',
  ]
  static override strict = false
  static override args = {
    environment: Args.string({
      description:
        'Environments, for example staging (default: all with a pending deployment, also production).',
    }),
  }
  static override flags = {
    ...writeFlags,
    ...followFlags,
    ...repositoriesFlag,
    ...overrideFlags(['freeze', 'missing-hotfixes']),
    comment: Flags.string({
      summary: 'Comment on the approval, shown on the page of the workflow run.',
      default: '',
      helpValue: 'TEXT',
    }),
    version: Flags.string({
      summary: 'Approve only this version; with `gates: dispatch`, even if it was rejected.',
      helpValue: 'VERSION',
    }),
  }

  async run(): Promise<Report> {
    const { argv, flags } = await this.parse(ReleaseApprove)
    const context = await this.context(flags)
    const options = {
      environments: argv as string[],
      version: flags.version,
      verdict: 'approved',
      comment: flags.comment,
      force: flags.force,
      reason: flags.reason,
    } as const
    return this.carryOut<ApprovalPlan>(
      async ({ before }) => planApproval(await readApprovals(context, context.repositories), options, before),
      context,
      flags,
      approvalOutcome,
    )
  }
}
