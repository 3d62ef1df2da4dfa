import { publishOutcome, type PublishPlan } from '../../domain/publish/outcome.js'
import { Args, Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { forcibleChecks } from '../../domain/publish/checks.js'
import { planPublish } from '../../domain/publish/publish.js'
import type { Report } from '../../domain/plan/report.js'
import { readPublishFacts } from '../../facts/publish/publish.js'
import { followFlags, serviceFlag, writeFlags } from '../../flags.js'

export default class ReleasePublish extends GitHubCommand {
  static override summary = 'Publish the draft, and follow it to its first gate.'
  static override description =
    'Checks first that the draft is what dev runs, that its image is there, that nothing is about to move it, and more; each check can be overridden by name, but for `image-unverified` and `version-unavailable`. What is published already goes on from where it is.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --dry-run',
    "<%= config.bin %> <%= command.id %> --force freeze --reason 'Security fix'",
  ]
  static override args = {
    version: Args.string({ description: 'The version (default: the one of the draft, else the newest).' }),
  }
  static override flags = {
    ...writeFlags,
    ...followFlags,
    ...serviceFlag,
    force: Flags.string({
      summary: 'Publish in spite of this check; the release records it.',
      options: [...forcibleChecks],
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      helpValue: 'CHECK',
    }),
    reason: Flags.string({ summary: 'Why, for a freeze that is overridden.' }),
  }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(ReleasePublish)
    const context = await this.context(flags)
    const named = { version: args.version, service: flags.service }
    const wish = { force: flags.force, reason: flags.reason }
    return this.carryOut<PublishPlan>(
      async ({ before }) =>
        planPublish(await readPublishFacts(context, following(named, before)), wish, before),
      context,
      flags,
      publishOutcome,
    )
  }
}

/** After publishing, the same release: there may be another draft by then. */
const following = <Named extends object>(named: Named, before: PublishPlan | null): Named =>
  before ? { ...named, version: before.result.version } : named
