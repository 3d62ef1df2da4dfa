import { GitHubCommand } from '../../command.js'
import { planHotfixDeploy } from '../../domain/hotfix/deploy.js'
import type { Report } from '../../domain/plan/report.js'
import { readHotfixDeployFacts } from '../../facts/hotfix/deploy.js'
import { followFlags, pullRequestFlag, redeployFlag, writeFlags } from '../../flags.js'

export default class HotfixDeploy extends GitHubCommand {
  static override summary = 'Deploy the hotfix pull request of this branch to the hotfix environment.'
  static override description =
    'Adds the label `deploy` to the pull request and watches the workflow run that deploys it. All hotfixes share this environment: a deployment replaces the one before. Refused if the branch contains commits of the default branch, which must not get into the release branch.'
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
