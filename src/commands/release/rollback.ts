import { planRedeployVersion, rollbackOutcome } from '../../domain/rollback/redeploy-version.js'
import { Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { planRevert, type RollbackPlan } from '../../domain/rollback/revert.js'
import type { Report } from '../../domain/plan/report.js'
import { readRedeployVersion, readRevert, readRollback } from '../../facts/rollback/rollback.js'
import { followFlags, overrideFlags, serviceFlag, writeFlags } from '../../flags.js'

export default class ReleaseRollback extends GitHubCommand {
  static override summary = 'Roll back to an older version: revert the code, or deploy its image.'
  static override description =
    'Opens a pull request that reverts all changes since a version or, with --revert, one pull request. With --redeploy, deploys the older image to production instead, after approval, and leaves the code as it is. To undo that, run it again with --redeploy --to and the newer version. Without --to, goes back to the version that production ran before; after a rollback, to the version that production runs.'
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
      summary: 'Version to go back to (default: the one that production ran before).',
      helpValue: 'VERSION',
    }),
    revert: Flags.integer({
      summary: 'Revert only this pull request.',
      helpValue: 'NUMBER',
      min: 1,
      exclusive: ['to', 'redeploy'],
    }),
    redeploy: Flags.boolean({
      summary: 'Deploy the image of the older version instead of opening a pull request.',
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
