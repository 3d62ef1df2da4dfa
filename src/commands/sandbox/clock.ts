import { Flags } from '@oclif/core'
import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { RelError } from '../../errors.js'
import { sandboxFlags } from '../../flags.js'
import { controlRequest } from '../../sandbox/index.js'

export default class SandboxClock extends RelCommand {
  static override summary = "Show or move the sandbox's time."
  static override description = `Dates, ages, wait timers, limits and the Date header follow, also after a restart. Time goes on from where it was put. --advance only goes forward; --set goes where it says, back as well. Commits that you make in a clone have the time of your machine.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --advance 72h',
    '<%= config.bin %> <%= command.id %> --set 2026-03-01T09:00:00Z',
  ]
  static override flags = {
    ...sandboxFlags,
    advance: Flags.string({
      summary: 'Go forward by 90s, 30m, 72h or 7d.',
      helpValue: 'DURATION',
      exclusive: ['set'],
    }),
    set: Flags.string({ summary: 'Go to this moment, with its zone.', helpValue: 'ISO' }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxClock)
    const { dir, advance, set } = flags
    const wish = { ...(advance !== undefined && { advance }), ...(set !== undefined && { set }) }
    const moves = Object.keys(wish).length > 0
    const answer = await controlRequest(dir, moves ? 'POST' : 'GET', 'clock', moves ? wish : undefined)
    if ('problem' in answer) throw new RelError(answer.problem.code, answer.problem.message, answer.problem)
    const { now } = answer.body as { now: string }
    return this.answer(answer.body, `It is ${now} in the sandbox.`)
  }
}
