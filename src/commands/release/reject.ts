import { type ApprovalPlan, rejectionOutcome } from '../../domain/approval/view.js'
import { Args, Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { planApproval } from '../../domain/approval/approve.js'
import type { Report } from '../../domain/plan/report.js'
import { readApprovals } from '../../facts/approval/approval.js'
import { followFlags, repositoriesFlag, writeFlags } from '../../flags.js'

export default class ReleaseReject extends GitHubCommand {
  static override summary = 'Reject pending deployments.'
  static override description =
    'Without ENVIRONMENT, rejects every pending deployment of the repository. The environment keeps its version and the workflow run fails, which cannot be undone. With `gates: dispatch` in .github/rel.yml, starts `deploy.yml` to record the rejection and waits until it is recorded; `rel release approve --version` can still approve that version later.'
  static override examples = ["<%= config.bin %> <%= command.id %> production --comment 'Not on a Friday'"]
  static override strict = false
  static override args = {
    environment: Args.string({
      description: 'Environments, for example staging (default: all with a pending deployment).',
    }),
  }
  static override flags = {
    ...writeFlags,
    ...followFlags,
    ...repositoriesFlag,
    version: Flags.string({ summary: 'Reject only this version.', helpValue: 'VERSION' }),
    comment: Flags.string({
      summary: 'Comment on the rejection, shown on the page of the workflow run.',
      default: '',
      helpValue: 'TEXT',
    }),
  }

  async run(): Promise<Report> {
    const { argv, flags } = await this.parse(ReleaseReject)
    const context = await this.context(flags)
    const options = {
      environments: argv as string[],
      version: flags.version,
      verdict: 'rejected',
      comment: flags.comment,
      force: [],
      reason: undefined,
    } as const
    return this.carryOut<ApprovalPlan>(
      async ({ before }) => planApproval(await readApprovals(context, context.repositories), options, before),
      context,
      flags,
      rejectionOutcome,
    )
  }
}
