import { Args, Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { nameOfPlan, planHotfixStart } from '../../domain/hotfix/start.js'
import type { HotfixPlan } from '../../domain/hotfix/facts.js'
import type { Report } from '../../domain/plan/report.js'
import { readHotfix } from '../../facts/hotfix/start.js'
import { writeFlags } from '../../flags.js'

export default class HotfixStart extends GitHubCommand {
  static override summary =
    'Begin a hotfix on the line of a version: its branches, the picks, a pull request.'
  static override description =
    'Without --pick only the branches are made; after a commit the same command opens the pull request. A pick that conflicts is settled in a work tree of its own.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> login --pick 57',
    '<%= config.bin %> <%= command.id %> login --release 1.3.0',
    '<%= config.bin %> <%= command.id %> login --continue',
  ]
  static override args = { name: Args.string({ description: 'Names the branch: login makes hotfix/login.' }) }
  static override flags = {
    ...writeFlags,
    release: Flags.string({
      summary: 'A version of the line (default: what production runs, else the highest).',
      helpValue: 'VERSION',
    }),
    pick: Flags.integer({
      summary: 'A merged pull request to pick; repeat it for more.',
      multiple: true,
      min: 1,
      helpValue: 'PR',
    }),
    continue: Flags.boolean({
      default: false,
      summary: 'Go on after a conflict was settled.',
      exclusive: ['abort', 'pick'],
    }),
    abort: Flags.boolean({
      default: false,
      summary: 'Give up picks that conflict.',
      exclusive: ['continue', 'pick'],
    }),
    'keep-pack': Flags.boolean({
      default: false,
      summary: 'Leave the workflow files of the line as they are.',
    }),
  }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(HotfixStart)
    const context = await this.context(flags)
    const wish = { ...flags, name: args.name, picks: flags.pick ?? [], keepPack: flags['keep-pack'] }
    return this.carryOut<HotfixPlan>(
      async ({ before }) =>
        planHotfixStart(await readHotfix(context, { ...wish, ...nameOfPlan(before) }), flags, before),
      context,
      flags,
    )
  }
}
