import { RelCommand } from '../../../command.js'
import type { Report } from '../../../domain/plan/report.js'
import { RelError } from '../../../errors.js'
import { sandboxFlags } from '../../../flags.js'
import { controlRequest } from '../../../sandbox/index.js'

export default class SandboxFaultClear extends RelCommand {
  static override summary = 'Remove all faults.'
  static override description = 'Objects that a lag fault was hiding become visible at once.'
  static override examples = ['<%= config.bin %> <%= command.id %>']
  static override flags = { ...sandboxFlags }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxFaultClear)
    const answer = await controlRequest(flags.dir, 'DELETE', 'faults')
    if ('problem' in answer) throw new RelError(answer.problem.code, answer.problem.message, answer.problem)
    return this.answer({ faults: [] }, 'Removed all faults.')
  }
}
