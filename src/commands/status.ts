import { GitHubCommand } from '../command.js'
import type { Report } from '../domain/plan/report.js'
import { statusOf } from '../domain/status/status.js'
import { readStatus } from '../facts/status/status.js'
import { renderStatus } from '../ui/status.js'

export default class StatusCommand extends GitHubCommand {
  static override summary = 'Show what runs in every environment, how far behind it is, and what is wrong.'
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
