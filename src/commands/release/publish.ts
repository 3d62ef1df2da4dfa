import { publishOutcome, type PublishPlan } from '../../domain/publish/outcome.js'
import { Args } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { overridableChecks, type OverridableCheck } from '../../domain/plan/check.js'
import { planPublish } from '../../domain/publish/publish.js'
import type { Report } from '../../domain/plan/report.js'
import { readPublishFacts } from '../../facts/publish/publish.js'
import { followFlags, overrideFlags, serviceFlag, writeFlags } from '../../flags.js'

export default class ReleasePublish extends GitHubCommand {
  static override summary = 'Publish the draft release and watch it until it needs an approval.'
  static override description =
    'Checks the draft first, for example that the environment dev runs its commit and that its image exists; --dry-run shows all checks. Asks for confirmation, publishes the release, and watches the workflow run until staging or production waits for approval; then it exits with status 8 (pending). Continue with `rel release approve`. Publishing cannot be undone, and the version cannot be used again. If the release is already published, only watches it.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --dry-run',
    "<%= config.bin %> <%= command.id %> --force freeze --reason 'Security fix'",
  ]
  static override args = {
    version: Args.string({
      description:
        'Version to publish (default: the one of the draft; without a draft, watches the highest release).',
    }),
  }
  static override flags = {
    ...writeFlags,
    ...followFlags,
    ...serviceFlag,
    ...overrideFlags(Object.keys(overridableChecks) as OverridableCheck[]),
  }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(ReleasePublish)
    const context = await this.context(flags)
    const named = { version: args.version, service: flags.service }
    const options = { force: flags.force, reason: flags.reason }
    return this.carryOut<PublishPlan>(
      async ({ before }) =>
        planPublish(await readPublishFacts(context, sameRelease(named, before)), options, before),
      context,
      flags,
      publishOutcome,
    )
  }
}

/** After publishing, the published version: the default could then be a newer draft. */
const sameRelease = <Named extends object>(named: Named, before: PublishPlan | null): Named =>
  before ? { ...named, version: before.result.version } : named
