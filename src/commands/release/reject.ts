import { type ApprovalPlan, rejectionOutcome } from '../../domain/approval/view.js'
import { Args, Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { planApproval } from '../../domain/approval/approve.js'
import type { Report } from '../../domain/plan/report.js'
import { readApprovals } from '../../facts/approval/approval.js'
import { followFlags, repositoriesFlag, writeFlags } from '../../flags.js'

export default class ReleaseReject extends GitHubCommand {
  static override summary = 'Turn away what waits at the gate of staging or production.'
  static override description =
    'The environment stays as it is, and the run has failed. Where gates are dispatched, a run of `deploy.yml` says so, and fails: it is followed until it counts.'
  static override examples = ["<%= config.bin %> <%= command.id %> production --comment 'Not on a Friday'"]
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
    version: Flags.string({ summary: 'This version alone.', helpValue: 'VERSION' }),
    comment: Flags.string({ summary: 'What the run shows beside your name.', default: '' }),
  }

  async run(): Promise<Report> {
    const { argv, flags } = await this.parse(ReleaseReject)
    const context = await this.context({ ...flags, repo: flags.repo?.[0] })
    const wish = {
      environments: argv as string[],
      version: flags.version,
      verdict: 'rejected',
      comment: flags.comment,
      force: [],
      reason: undefined,
    } as const
    return this.carryOut<ApprovalPlan>(
      async ({ before }) =>
        planApproval(await readApprovals(context, flags.repo ?? [context.repository]), wish, before),
      context,
      flags,
      rejectionOutcome,
    )
  }
}
