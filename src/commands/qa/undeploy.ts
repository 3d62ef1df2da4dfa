import { Args } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { planQaUndeploy } from '../../domain/qa/undeploy.js'
import type { Report } from '../../domain/plan/report.js'
import { readPullRequestFacts } from '../../facts/label/pull-request.js'
import { followFlags, pullRequestFlag, writeFlags } from '../../flags.js'

export default class QaUndeploy extends GitHubCommand {
  static override summary = 'Undeploy the pull request of this branch from its QA slots.'
  static override description =
    'Removes the labels of the slots from the pull request and watches the workflow run that frees them.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> 2']
  static override hiddenAliases = ['qa:down']
  static override args = {
    slot: Args.integer({
      description: 'Slot number, for example 2 for qa2 (default: all slots of the pull request).',
      min: 1,
    }),
  }
  static override flags = { ...writeFlags, ...followFlags, ...pullRequestFlag }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(QaUndeploy)
    const context = await this.context(flags)
    return this.carryOut(
      async ({ answers }) =>
        planQaUndeploy(await readPullRequestFacts(context, flags.pr), args.slot ?? null, answers),
      context,
      flags,
    )
  }
}
