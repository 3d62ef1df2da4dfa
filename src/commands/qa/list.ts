import { GitHubCommand } from '../../command.js'
import { qaSlots } from '../../domain/qa/list.js'
import type { Report } from '../../domain/plan/report.js'
import { readQaSlots } from '../../facts/status/status.js'
import { renderQaSlots } from '../../ui/qa-list.js'

export default class QaList extends GitHubCommand {
  static override summary = 'List QA slots, who holds each since when, and who is waiting.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ]

  async run(): Promise<Report> {
    const { flags } = await this.parse(QaList)
    const slots = qaSlots(await readQaSlots(await this.context(flags)))
    return this.answer({ slots }, renderQaSlots(slots))
  }
}
