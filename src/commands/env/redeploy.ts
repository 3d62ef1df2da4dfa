import { planRedeploy, redeployOutcome } from '../../domain/redeploy/redeploy.js'
import { Args } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { readRedeployFacts } from '../../facts/redeploy/redeploy.js'
import { followFlags, freezeFlags, writeFlags } from '../../flags.js'

export default class EnvRedeploy extends GitHubCommand {
  static override summary = 'Deploy what an environment runs once more, behind its gate.'
  static override description =
    'A version goes to staging or production by `deploy.yml`, which waits for approval as a release does; what a pull request has on a preview or a slot is deployed again at its head, with everything else that it asks for. dev gets what its own run deploys.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> production',
    '<%= config.bin %> <%= command.id %> qa2 --yes',
  ]
  static override args = {
    environment: Args.string({ description: 'The environment, such as production or qa2.', required: true }),
  }
  static override flags = { ...writeFlags, ...followFlags, ...freezeFlags }

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
