import { Args, Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { withoutMarks } from '../../domain/release/body.js'
import { readRelease } from '../../facts/release/show.js'
import { serviceFlag } from '../../flags.js'
import { renderRelease, imageWarnings } from '../../ui/releases.js'

export default class ReleaseShow extends GitHubCommand {
  static override summary = 'Show a release: its commit, image and notes. Without a version, the draft.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 1.4.0 --notes',
  ]
  static override args = { version: Args.string({ description: 'The version, such as 1.4.0.' }) }
  static override flags = {
    ...serviceFlag,
    notes: Flags.boolean({ summary: 'Nothing but its notes, as Markdown.', default: false }),
  }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(ReleaseShow)
    const context = await this.context(flags)
    const seen = await readRelease(context, args.version, flags.service)
    const text = flags.notes ? withoutMarks(seen.release.notes) : renderRelease(seen)
    return this.answer(seen.release, text, 'done', imageWarnings(seen))
  }
}
