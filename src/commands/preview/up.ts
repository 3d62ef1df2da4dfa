import { GitHubCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { outcomeWithPullRequest } from '../../domain/label/pull-request.js'
import { planPreviewUp } from '../../domain/preview/preview.js'
import { readPreviewFacts } from '../../facts/preview/preview.js'
import { followFlags, pullRequestFlag, redeployFlag, writeFlags } from '../../flags.js'

export default class PreviewUp extends GitHubCommand {
  static override summary = 'Deploy the pull request of this branch to its preview environment.'
  static override description =
    'Adds the label `deploy` to the pull request and watches the workflow run that deploys it. If the branch has no pull request, offers to push the branch and open one. Later pushes are deployed automatically until you run `rel preview down` or close the pull request.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --pr 12 --dry-run',
  ]
  static override hiddenAliases = ['preview:deploy']
  static override flags = { ...writeFlags, ...followFlags, ...pullRequestFlag, ...redeployFlag }

  async run(): Promise<Report> {
    const { flags } = await this.parse(PreviewUp)
    const context = await this.context(flags)
    return this.carryOut(
      async ({ answers }) => planPreviewUp(await readPreviewFacts(context, flags.pr), answers, flags),
      context,
      flags,
      outcomeWithPullRequest,
    )
  }
}
