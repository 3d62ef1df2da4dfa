import { GitHubCommand } from '../../command.js'
import { planHotfixUndeploy } from '../../domain/hotfix/deploy.js'
import type { Report } from '../../domain/plan/report.js'
import { readPreviewFacts } from '../../facts/preview/preview.js'
import { followFlags, pullRequestFlag, writeFlags } from '../../flags.js'

export default class HotfixUndeploy extends GitHubCommand {
  static override summary = 'Undeploy the hotfix pull request of this branch.'
  static override description =
    'Removes the label `deploy` from the pull request and watches the workflow run that undeploys the hotfix environment, unless another hotfix uses it.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --pr 12',
  ]
  static override hiddenAliases = ['hotfix:down']
  static override flags = { ...writeFlags, ...followFlags, ...pullRequestFlag }

  async run(): Promise<Report> {
    const { flags } = await this.parse(HotfixUndeploy)
    const context = await this.context(flags)
    return this.carryOut(
      async ({ answers }) => planHotfixUndeploy(await readPreviewFacts(context, flags.pr), answers),
      context,
      flags,
    )
  }
}
