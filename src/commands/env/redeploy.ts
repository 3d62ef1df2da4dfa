import { planRedeploy, redeployOutcome } from '../../domain/redeploy/redeploy.js'
import { Args } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { readRedeployFacts } from '../../facts/redeploy/redeploy.js'
import { followFlags, overrideFlags, writeFlags } from '../../flags.js'

export default class EnvRedeploy extends GitHubCommand {
  static override summary = 'Redeploy what an environment runs.'
  static override description =
    'Use it when an environment is broken but its version is right. In staging and production, starts `deploy.yml` with the same version, which waits for approval as a release does. In a preview or a QA slot, deploys the latest commit of its pull request, to all environments that the pull request is labelled for. For dev, re-run the workflow run on GitHub instead.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> production',
    '<%= config.bin %> <%= command.id %> qa2 --yes',
  ]
  static override args = {
    environment: Args.string({ description: 'Environment, for example production or qa2.', required: true }),
  }
  static override flags = { ...writeFlags, ...followFlags, ...overrideFlags(['freeze']) }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(EnvRedeploy)
    const context = await this.context(flags)
    const { force, reason } = flags
    return this.carryOut(
      async () =>
        planRedeploy(await readRedeployFacts(context, args.environment), args.environment, { force, reason }),
      context,
      flags,
      redeployOutcome,
    )
  }
}
