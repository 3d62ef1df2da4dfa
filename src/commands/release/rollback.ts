import { planRedeployVersion, rollbackOutcome } from '../../domain/rollback/redeploy-version.js'
import { Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { planRevert, type RollbackPlan } from '../../domain/rollback/revert.js'
import type { Report } from '../../domain/plan/report.js'
import { readRedeployVersion, readRevert, readRollback } from '../../facts/rollback/rollback.js'
import { followFlags, overrideFlags, serviceFlag, writeFlags } from '../../flags.js'

export default class ReleaseRollback extends GitHubCommand {
  static override summary = 'Roll back to an older version: revert the code, or deploy its image.'
  static override description = `Opens a pull request that reverts all changes since a version or, with --revert, one pull request. Merge it, then publish the new draft: a revert reaches production as a release does.

With --redeploy, deploys the image of the older version to production instead, after approval, and leaves the code as it is. To undo that, run \`rel release rollback --redeploy --to VERSION\` with the newer version.

Without --to, goes back to the last version that production ran before and that is older than the one it runs. If production is rolled back already, that is the version it runs. Without an environment production, it is the next lower version.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --to 1.4.0 --dry-run',
    '<%= config.bin %> <%= command.id %> --revert 12',
    '<%= config.bin %> <%= command.id %> --to 1.4.0 --redeploy',
  ]
  static override flags = {
    ...writeFlags,
    ...followFlags,
    ...serviceFlag,
    ...overrideFlags(['freeze']),
    to: Flags.string({
      summary: 'Version to go back to (default: the older one that production ran last).',
      helpValue: 'VERSION',
    }),
    revert: Flags.integer({
      summary: 'Revert only this pull request; not with --to or --redeploy.',
      helpValue: 'NUMBER',
      min: 1,
      // Not `exclusive`: the usage would say that --to and --redeploy exclude each other.
      relationships: [{ type: 'none', flags: ['to', 'redeploy'] }],
    }),
    redeploy: Flags.boolean({
      summary: 'Deploy the image of the version instead of reverting the code.',
      default: false,
    }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(ReleaseRollback)
    const context = await this.context(flags)
    const plan = async (): Promise<RollbackPlan> => {
      if (flags.redeploy) return planRedeployVersion(await readRedeployVersion(context, flags), flags)
      if (flags.revert === undefined) return planRevert(await readRollback(context, flags))
      return planRevert(await readRevert(context, flags.revert, flags.service))
    }
    return this.carryOut(plan, context, flags, rollbackOutcome)
  }
}
