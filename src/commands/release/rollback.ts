import { planRedeployVersion, rollbackOutcome } from '../../domain/rollback/redeploy-version.js'
import { Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { planRevert, type RollbackPlan } from '../../domain/rollback/revert.js'
import type { Report } from '../../domain/plan/report.js'
import { readRedeployVersion, readRevert, readRollback } from '../../facts/rollback/rollback.js'
import { followFlags, freezeFlags, serviceFlag, writeFlags } from '../../flags.js'

export default class ReleaseRollback extends GitHubCommand {
  static override summary = 'Take a release back: by a pull request, or by deploying the older image again.'
  static override description =
    'Opens a pull request that takes back what changed since a version, or one pull request. With --redeploy, production gets the image of the older version, behind its gate, and the code stays as it is; or, to take that back, of a newer one that it ran before.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --to 1.4.0 --dry-run',
    '<%= config.bin %> <%= command.id %> --revert 12',
    '<%= config.bin %> <%= command.id %> --to 1.4.0 --redeploy',
  ]
  static override flags = {
    ...writeFlags,
    ...followFlags,
    ...serviceFlag,
    ...freezeFlags,
    to: Flags.string({
      summary:
        'The version to go back to (default: what production ran before; what it runs, where that was rolled back to).',
      helpValue: 'VERSION',
    }),
    revert: Flags.integer({
      summary: 'Take back one pull request.',
      helpValue: 'NUMBER',
      min: 1,
      exclusive: ['to', 'redeploy'],
    }),
    redeploy: Flags.boolean({
      summary: 'Deploy the image of that version, older or newer, to production again.',
      default: false,
    }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(ReleaseRollback)
    const context = await this.context(flags)
    const look = async (): Promise<RollbackPlan> => {
      if (flags.redeploy) return planRedeployVersion(await readRedeployVersion(context, flags), flags)
      if (flags.revert === undefined) return planRevert(await readRollback(context, flags))
      return planRevert(await readRevert(context, flags.revert, flags.service))
    }
    return this.carryOut(look, context, flags, rollbackOutcome)
  }
}
