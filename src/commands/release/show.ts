import { Args, Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { withoutMarks } from '../../domain/release/body.js'
import { readRelease } from '../../facts/release/show.js'
import { serviceFlag } from '../../flags.js'
import { renderRelease, imageWarnings } from '../../ui/releases.js'

export default class ReleaseShow extends GitHubCommand {
  static override summary = 'Show the commit, image and notes of a release or of the draft.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 1.4.0 --notes',
  ]
  static override args = {
    version: Args.string({ description: 'Version, for example 1.4.0 (default: the draft).' }),
  }
  static override flags = {
    ...serviceFlag,
    notes: Flags.boolean({ summary: 'Print only the notes, as Markdown.', default: false }),
  }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(ReleaseShow)
    const context = await this.context(flags)
    const shown = await readRelease(context, args.version, flags.service)
    const text = flags.notes ? withoutMarks(shown.release.notes) : renderRelease(shown)
    return this.answer(shown.release, text, 'done', imageWarnings(shown))
  }
}
