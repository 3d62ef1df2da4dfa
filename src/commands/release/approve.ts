import { approvalOutcome, type ApprovalPlan } from '../../domain/approval/view.js'
import { Args, Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { planApproval } from '../../domain/approval/approve.js'
import type { Report } from '../../domain/plan/report.js'
import { readApprovals } from '../../facts/approval/approval.js'
import { followFlags, gateFlags, repositoriesFlag, writeFlags } from '../../flags.js'

export default class ReleaseApprove extends GitHubCommand {
  static override summary = 'Let what waits into staging or production, and follow it there.'
  static override description =
    'Shows first what would ship: from which version to which, the pull requests, the image, since when it waits and who may approve. What is on its way to its gate is waited for. Where gates are dispatched, approving starts the deployment.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> staging',
    "<%= config.bin %> <%= command.id %> staging production --comment 'Tested by QA'",
    '<%= config.bin %> <%= command.id %> production -R acme/widgets -R acme/gadgets',
  ]
  static override strict = false
  static override args = {
    environment: Args.string({
      description: 'One environment or several (default: wherever something waits).',
    }),
  }
  static override flags = {
    ...writeFlags,
    ...followFlags,
    ...repositoriesFlag,
    ...gateFlags,
    comment: Flags.string({ summary: 'What the run shows beside your name.', default: '' }),
    version: Flags.string({
      summary: 'This version alone, even if somebody rejected it where gates are dispatched.',
      helpValue: 'VERSION',
    }),
  }

  async run(): Promise<Report> {
    const { argv, flags } = await this.parse(ReleaseApprove)
    const context = await this.context({ ...flags, repo: flags.repo?.[0] })
    const wish = {
      environments: argv as string[],
      version: flags.version,
      verdict: 'approved',
      comment: flags.comment,
      force: flags.force,
      reason: flags.reason,
    } as const
    return this.carryOut<ApprovalPlan>(
      async ({ before }) =>
        planApproval(await readApprovals(context, flags.repo ?? [context.repository]), wish, before),
      context,
      flags,
      approvalOutcome,
    )
  }
}
