import { GitHubCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { readConfig } from '../../facts/config/config.js'
import { linesIn } from '../../lib/printable.js'
import { renderConfig } from '../../ui/config.js'

export default class ConfigShow extends GitHubCommand {
  static override summary = 'Show the effective configuration, defaults included.'
  static override description =
    'Reads .github/rel.yml from the default branch and prints every key with its value and its source: the file or the defaults.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ]

  async run(): Promise<Report> {
    const { flags } = await this.parse(ConfigShow)
    const explained = await readConfig(await this.context(flags))
    return this.answer(explained, linesIn(renderConfig(explained)))
  }
}
