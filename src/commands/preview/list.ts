import { GitHubCommand } from '../../command.js'
import { previewsOf } from '../../domain/preview/list.js'
import type { Report } from '../../domain/plan/report.js'
import { readPreviews } from '../../facts/status/status.js'
import { renderPreviews } from '../../ui/previews.js'

export default class PreviewList extends GitHubCommand {
  static override summary = 'List preview environments, what runs in each, and their pull requests.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ]

  async run(): Promise<Report> {
    const { flags } = await this.parse(PreviewList)
    const previews = previewsOf(await readPreviews(await this.context(flags)))
    return this.answer({ previews }, renderPreviews(previews))
  }
}
