import { RelCommand } from '../../command.js'
import schema from '../../config/rel.schema.json' with { type: 'json' }
import type { Report } from '../../domain/plan/report.js'
import { linesIn } from '../../lib/printable.js'

export default class ConfigSchema extends RelCommand {
  static override summary = 'Print the JSON schema of .github/rel.yml for editors.'
  static override examples = ['<%= config.bin %> <%= command.id %> > rel.schema.json']

  async run(): Promise<Report> {
    await this.parse(ConfigSchema)
    return this.answer(schema, linesIn(JSON.stringify(schema, null, 2)))
  }
}
