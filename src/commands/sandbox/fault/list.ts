import { RelCommand } from '../../../command.js'
import type { Report } from '../../../domain/plan/report.js'
import { RelError } from '../../../errors.js'
import { sandboxFlags } from '../../../flags.js'
import { controlRequest, faultLine } from '../../../sandbox/index.js'

export default class SandboxFaultList extends RelCommand {
  static override summary = 'List the faults and how often each was used.'
  static override examples = ['<%= config.bin %> <%= command.id %>']
  static override flags = { ...sandboxFlags }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxFaultList)
    const answer = await controlRequest(flags.dir, 'GET', 'faults')
    if ('problem' in answer) throw new RelError(answer.problem.code, answer.problem.message, answer.problem)
    const faults = answer.body as Record<string, unknown>[]
    const text = faults.length === 0 ? 'No faults are set.' : faults.map(faultLine).join('\n')
    return this.answer({ faults }, text)
  }
}
