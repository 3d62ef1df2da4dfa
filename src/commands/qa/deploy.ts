import { Args, Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { outcomeWithPullRequest } from '../../domain/label/pull-request.js'
import { planQaDeploy, type SlotPlan } from '../../domain/qa/deploy.js'
import { readQaFacts } from '../../facts/qa/slot.js'
import { followFlags, pullRequestFlag, redeployFlag, writeFlags } from '../../flags.js'

export default class QaDeploy extends GitHubCommand {
  static override summary = 'Put the pull request of this branch on a QA slot.'
  static override description =
    'Labels the pull request with `deploy/qaN`. A slot that another one holds is refused, unless it is taken over.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> 2',
    '<%= config.bin %> <%= command.id %> --any',
    '<%= config.bin %> <%= command.id %> 2 --take',
  ]
  static override hiddenAliases = ['qa:up']
  static override args = { slot: Args.integer({ description: 'The number of the slot: 2 is qa2.', min: 1 }) }
  static override flags = {
    ...writeFlags,
    ...followFlags,
    ...pullRequestFlag,
    ...redeployFlag,
    any: Flags.boolean({ summary: 'Take any free slot.', default: false, exclusive: ['take'] }),
    take: Flags.boolean({
      summary: 'Take the slot from the pull request that holds it, and tell it.',
      default: false,
    }),
  }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(QaDeploy)
    const context = await this.context(flags)
    const { any, take, redeploy } = flags
    const wish = { slot: args.slot, any, take, redeploy }
    return this.carryOut<SlotPlan>(
      async (seen) => planQaDeploy(await readQaFacts(context, flags.pr, args.slot), wish, seen),
      context,
      flags,
      outcomeWithPullRequest,
    )
  }
}
