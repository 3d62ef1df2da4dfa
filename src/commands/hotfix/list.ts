import { GitHubCommand } from '../../command.js'
import { hotfixLines } from '../../domain/hotfix/list.js'
import type { Report } from '../../domain/plan/report.js'
import { readHotfixes } from '../../facts/hotfix/list.js'
import { renderHotfixes } from '../../ui/hotfixes.js'

export default class HotfixList extends GitHubCommand {
  static override summary = 'List release branches, open hotfixes and commits to reintegrate.'
  static override description =
    'Shows for each release branch which of its versions run, its open hotfix pull requests, and how many of its commits the default branch lacks.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ]

  async run(): Promise<Report> {
    const { flags } = await this.parse(HotfixList)
    const facts = await readHotfixes(await this.context(flags))
    const lines = hotfixLines(facts)
    return this.answer({ lines }, renderHotfixes(lines, facts.defaultBranch))
  }
}
