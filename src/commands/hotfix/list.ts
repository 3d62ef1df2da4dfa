import { GitHubCommand } from '../../command.js'
import { hotfixLines } from '../../domain/hotfix-list.js'
import type { Report } from '../../domain/report.js'
import { readHotfixes } from '../../facts/hotfix-list.js'
import { renderHotfixes } from '../../ui/hotfixes.js'

export default class HotfixList extends GitHubCommand {
  static override summary =
    'List the lines: what runs of them, open hotfixes, and what the default branch lacks.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ]

  async run(): Promise<Report> {
    const { flags } = await this.parse(HotfixList)
    const lines = hotfixLines(await readHotfixes(await this.context(flags)))
    return this.answer({ lines }, renderHotfixes(lines))
  }
}
