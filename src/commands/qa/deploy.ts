import { Args, Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { outcomeWithPullRequest } from '../../domain/label/pull-request.js'
import { planQaDeploy, type SlotPlan } from '../../domain/qa/deploy.js'
import { readQaFacts } from '../../facts/qa/slot.js'
import { followFlags, pullRequestFlag, redeployFlag, writeFlags } from '../../flags.js'

export default class QaDeploy extends GitHubCommand {
  static override summary = 'Deploy the pull request of this branch to a QA slot.'
  static override description =
    'QA slots are environments that the team shares: qa1, qa2 and so on. Adds the label `deploy/qaN` to the pull request, which then holds the slot, and watches the workflow run that deploys it. If another pull request holds the slot, the command refuses unless you pass --take. Without SLOT, asks which slot to use. Later pushes to the pull request are deployed, too. The slot is free again after `rel qa undeploy`, when the pull request is closed, or when the time limit `qa.ttl` in .github/rel.yml has passed.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> 2',
    '<%= config.bin %> <%= command.id %> --any',
    '<%= config.bin %> <%= command.id %> 2 --take',
  ]
  static override hiddenAliases = ['qa:up']
  static override args = {
    slot: Args.integer({ description: 'Slot number, for example 2 for qa2.', min: 1 }),
  }
  static override flags = {
    ...writeFlags,
    ...followFlags,
    ...pullRequestFlag,
    ...redeployFlag,
    any: Flags.boolean({ summary: 'Use any free slot.', default: false, exclusive: ['take'] }),
    take: Flags.boolean({
      summary: 'Take over a held slot, and comment on the pull request that loses it.',
      default: false,
    }),
  }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(QaDeploy)
    const context = await this.context(flags)
    const { any, take, redeploy } = flags
    const options = { slot: args.slot, any, take, redeploy }
    return this.carryOut<SlotPlan>(
      async (seen) => planQaDeploy(await readQaFacts(context, flags.pr, args.slot), options, seen),
      context,
      flags,
      outcomeWithPullRequest,
    )
  }
}
