import { Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import { planDraft } from '../../domain/release/draft.js'
import { serviceMeant } from '../../domain/model/version-meant.js'
import type { Report } from '../../domain/plan/report.js'
import { draftReader } from '../../facts/release/release.js'
import { serviceFlag, writeFlags } from '../../flags.js'

export default class ReleaseDraft extends GitHubCommand {
  static override summary = 'Make or update the draft of the next release.'
  static override description =
    'Its notes are what has come since the last release, its version what the labels of that ask for, its commit the one that dev runs. What people wrote around the notes, and a higher version that somebody set, stay.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> --version 2.0.0',
  ]
  static override flags = {
    ...writeFlags,
    ...serviceFlag,
    version: Flags.string({ summary: 'Its version (default: as the labels ask).', helpValue: 'VERSION' }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(ReleaseDraft)
    const context = await this.context(flags)
    const read = draftReader(context, {
      commit: null,
      services: (config) => [serviceMeant(config, flags.service, flags.version)],
    })
    const wish = { version: flags.version ?? null }
    return this.carryOut(async () => planDraft((await read())[0]!, wish), context, flags)
  }
}
