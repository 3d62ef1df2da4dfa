import { Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { planDraft } from '../../domain/release/draft.js'
import { serviceMeant } from '../../domain/model/version-meant.js'
import type { Report } from '../../domain/plan/report.js'
import { draftReader } from '../../facts/release/release.js'
import { serviceFlag, writeFlags } from '../../flags.js'

export default class ReleaseDraft extends GitHubCommand {
  static override summary = 'Create or update the draft of the next release.'
  static override description =
    'The draft is for the commit that dev runs. Its notes list the changes since the last release, and its version follows from their labels. Text that you wrote around the notes and a higher version that you set are kept. Run it again at any time; the workflows also run it after each deployment to dev.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> --version 2.0.0',
  ]
  static override flags = {
    ...writeFlags,
    ...serviceFlag,
    version: Flags.string({
      summary: 'Version of the draft (default: computed from labels).',
      helpValue: 'VERSION',
    }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(ReleaseDraft)
    const context = await this.context(flags)
    const read = draftReader(context, {
      commit: null,
      services: (config) => [serviceMeant(config, flags.service, flags.version)],
    })
    const options = { version: flags.version ?? null }
    return this.carryOut(async () => planDraft((await read())[0]!, options), context, flags)
  }
}
