import { publishOutcome } from '../../domain/publish/outcome.js'
import { Args } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { planWatch } from '../../domain/publish/publish.js'
import type { Report } from '../../domain/plan/report.js'
import { readPublishFacts } from '../../facts/publish/publish.js'
import { serviceFlag, watchFlags } from '../../flags.js'

export default class ReleaseWatch extends GitHubCommand {
  static override summary = 'Watch a published release until production runs it.'
  static override description =
    'Waits while the release needs an approval, and exits with status 3 (rejected) if somebody rejects it. Changes nothing.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 1.4.0',
  ]
  static override args = {
    version: Args.string({ description: 'Version to watch (default: the highest published one).' }),
  }
  static override flags = { ...watchFlags, ...serviceFlag }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(ReleaseWatch)
    const context = await this.context(flags)
    const named = { version: args.version, service: flags.service, preferPublished: true }
    return this.carryOut(
      async () => planWatch(await readPublishFacts(context, named)),
      context,
      {
        ...flags,
        'dry-run': false,
        yes: true,
      },
      publishOutcome,
    )
  }
}
