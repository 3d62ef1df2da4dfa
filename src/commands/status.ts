import { GitHubCommand } from '../command.js'
import type { Report } from '../domain/plan/report.js'
import { statusOf } from '../domain/status/status.js'
import { readStatus } from '../facts/status/status.js'
import { renderStatus } from '../ui/status.js'

export default class StatusCommand extends GitHubCommand {
  static override summary = 'Show what runs in each environment, and any problems.'
  static override description =
    'Lists each environment with its version or pull request and how far it is behind the default branch, then pending approvals, missing hotfixes and other problems. Changes nothing.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ]
  static override hiddenAliases = ['env:status']

  async run(): Promise<Report> {
    const { flags } = await this.parse(StatusCommand)
    const status = statusOf(await readStatus(await this.context(flags)))
    return this.answer(status, renderStatus(status))
  }
}
