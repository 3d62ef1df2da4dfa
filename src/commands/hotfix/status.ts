import { GitHubCommand } from '../../command.js'
import { hotfixStatus } from '../../domain/hotfix/list.js'
import type { Report } from '../../domain/plan/report.js'
import { readAudit } from '../../facts/hotfix/list.js'
import { renderHotfixStatus } from '../../ui/hotfixes.js'

export default class HotfixStatusCommand extends GitHubCommand {
  static override summary = 'Show for each hotfix commit whether the default branch has it.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ]

  async run(): Promise<Report> {
    const { flags } = await this.parse(HotfixStatusCommand)
    const audit = await readAudit(await this.context(flags))
    const status = hotfixStatus(audit)
    return this.answer(status, renderHotfixStatus(status, audit.defaultBranch))
  }
}
