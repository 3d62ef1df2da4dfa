import { Args } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { planReintegrate, type ReintegrationPlan } from '../../domain/reintegrate/reintegrate.js'
import type { Report } from '../../domain/plan/report.js'
import { readReintegration } from '../../facts/reintegrate/reintegrate.js'
import { writeFlags } from '../../flags.js'

export default class HotfixReintegrate extends GitHubCommand {
  static override summary = 'Bring the commits of a line back to the default branch, by a pull request.'
  static override description =
    'Merges the line into a branch of its own, or picks what is missing. A conflict opens a draft that names the files and where they come from. The line itself is never touched.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 1.4.1 --dry-run',
  ]
  static override hiddenAliases = ['reintegrate']
  static override args = {
    version: Args.string({
      description: 'The hotfix version (default: the only line with something missing).',
    }),
  }
  static override flags = { ...writeFlags }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(HotfixReintegrate)
    const context = await this.context(flags)
    // What was brought back is looked at again by its version.
    const toldIn = (before: ReintegrationPlan | null) => before?.result.version ?? null
    return this.carryOut<ReintegrationPlan>(
      async ({ before }) => planReintegrate(await readReintegration(context, args.version ?? toldIn(before))),
      context,
      flags,
    )
  }
}
