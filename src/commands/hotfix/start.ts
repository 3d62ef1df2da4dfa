import { Args, Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { nameOfPlan, planHotfixStart } from '../../domain/hotfix/start.js'
import type { HotfixPlan } from '../../domain/hotfix/facts.js'
import type { Report } from '../../domain/plan/report.js'
import { readHotfix } from '../../facts/hotfix/start.js'
import { writeFlags } from '../../flags.js'

export default class HotfixStart extends GitHubCommand {
  static override summary = 'Start a hotfix: create its branches and open its pull request.'
  static override description = `Creates the branch hotfix/NAME from the release branch of the version (such as release/1.4.0, created if missing). With --pick, cherry-picks merged pull requests and opens a pull request into the release branch; without it, commit your fix to hotfix/NAME and run the same command again to open the pull request.

If a cherry-pick conflicts, resolve the files in the work tree that the command names and \`git add\` them, then run it with --continue. That also pushes the branch; you need not push.

Merging the pull request releases the next patch version, which waits for approval to production. After its deployment, a pull request brings the commits back to the default branch; \`rel hotfix reintegrate\` opens it if the workflow did not.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> login --pick 57',
    '<%= config.bin %> <%= command.id %> login --release 1.3.0',
    '<%= config.bin %> <%= command.id %> login --continue',
  ]
  static override args = {
    name: Args.string({
      description:
        'Name of the hotfix, for example login for hotfix/login (default: from --pick or the current branch).',
    }),
  }
  static override flags = {
    ...writeFlags,
    release: Flags.string({
      summary: 'Version to fix (default: the one in production, else the highest released version).',
      helpValue: 'VERSION',
    }),
    pick: Flags.integer({
      summary: 'Merged pull request to cherry-pick; repeat for several.',
      multiple: true,
      min: 1,
      helpValue: 'NUMBER',
    }),
    continue: Flags.boolean({
      default: false,
      summary: 'Continue after you resolved a conflict, and push the branch.',
      exclusive: ['abort', 'pick'],
    }),
    abort: Flags.boolean({
      default: false,
      summary: 'Abort the conflicting cherry-picks and remove their work tree; the branch on GitHub stays.',
      exclusive: ['continue', 'pick'],
    }),
    'keep-pack': Flags.boolean({
      default: false,
      summary:
        'Do not update the pack (the workflows and actions that `rel init` installs) on the release branch.',
    }),
  }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(HotfixStart)
    const context = await this.context(flags)
    const options = { ...flags, name: args.name, picks: flags.pick ?? [], keepPack: flags['keep-pack'] }
    return this.carryOut<HotfixPlan>(
      async ({ before }) =>
        planHotfixStart(await readHotfix(context, { ...options, ...nameOfPlan(before) }), flags, before),
      context,
      flags,
    )
  }
}
