import { GitHubCommand } from '../../command.js'
import { planPreviewDown } from '../../domain/preview/preview.js'
import type { Report } from '../../domain/plan/report.js'
import { readPreviewFacts } from '../../facts/preview/preview.js'
import { followFlags, pullRequestFlag, writeFlags } from '../../flags.js'

export default class PreviewDown extends GitHubCommand {
  static override summary = 'Undeploy the pull request of this branch from its preview environment.'
  static override description =
    'Removes the label `deploy` from the pull request and watches the workflow run that undeploys the environment, unless another pull request uses it.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --pr 12',
  ]
  static override hiddenAliases = ['preview:undeploy']
  static override flags = { ...writeFlags, ...followFlags, ...pullRequestFlag }

  async run(): Promise<Report> {
    const { flags } = await this.parse(PreviewDown)
    const context = await this.context(flags)
    return this.carryOut(
      async ({ answers }) => planPreviewDown(await readPreviewFacts(context, flags.pr), answers),
      context,
      flags,
    )
  }
}
