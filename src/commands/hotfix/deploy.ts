import { GitHubCommand } from '../../command.js'
import { planHotfixDeploy } from '../../domain/hotfix/deploy.js'
import type { Report } from '../../domain/plan/report.js'
import { readHotfixDeployFacts } from '../../facts/hotfix/deploy.js'
import { followFlags, pullRequestFlag, redeployFlag, writeFlags } from '../../flags.js'

export default class HotfixDeploy extends GitHubCommand {
  static override summary = 'Put the pull request of this hotfix on the hotfix environment.'
  static override description =
    'Labels the pull request with `deploy`. There is one hotfix environment: the latest deployment runs. Refused, if the branch would bring commits of the default branch into the line.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --pr 12',
  ]
  static override hiddenAliases = ['hotfix:up']
  static override flags = { ...writeFlags, ...followFlags, ...pullRequestFlag, ...redeployFlag }

  async run(): Promise<Report> {
    const { flags } = await this.parse(HotfixDeploy)
    const context = await this.context(flags)
    return this.carryOut(
      async ({ answers }) =>
        planHotfixDeploy(await readHotfixDeployFacts(context, flags.pr, answers), answers, flags),
      context,
      flags,
    )
  }
}
