import { Args } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { planReintegrate, type ReintegrationPlan } from '../../domain/reintegrate/reintegrate.js'
import type { Report } from '../../domain/plan/report.js'
import { readReintegration } from '../../facts/reintegrate/reintegrate.js'
import { writeFlags } from '../../flags.js'

export default class HotfixReintegrate extends GitHubCommand {
  static override summary = 'Open a pull request that brings hotfix commits back to the default branch.'
  static override description =
    'Creates the branch reintegrate/VERSION from the default branch and merges the release branch into it, or cherry-picks the missing commits. If they conflict, opens a draft pull request that lists the conflicting files and their changes. The release branch is never changed.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 1.4.1 --dry-run',
  ]
  static override hiddenAliases = ['reintegrate']
  static override args = {
    version: Args.string({
      description: 'Hotfix version (default: the only one with missing commits).',
    }),
  }
  static override flags = { ...writeFlags }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(HotfixReintegrate)
    const context = await this.context(flags)
    // The second read names the version, because then no commit of it is missing any more.
    const versionOf = (plan: ReintegrationPlan | null) => plan?.result.version ?? null
    return this.carryOut<ReintegrationPlan>(
      async ({ before }) =>
        planReintegrate(await readReintegration(context, args.version ?? versionOf(before))),
      context,
      flags,
    )
  }
}
