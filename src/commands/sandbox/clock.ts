import { Flags } from '@oclif/core'
import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { RelError } from '../../errors.js'
import { sandboxFlags } from '../../flags.js'
import { controlRequest } from '../../sandbox/index.js'

export default class SandboxClock extends RelCommand {
  static override summary = 'Show or change the time in the sandbox.'
  static override description =
    'Use it to test wait timers, expiring QA slots and freezes. Without a flag, prints the time. The clock runs on from the new time and keeps it across restarts; --advance moves forward, --set forward or back. Commits that you make in a clone still have the time of your machine.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --advance 72h',
    '<%= config.bin %> <%= command.id %> --set 2026-03-01T09:00:00Z',
  ]
  static override flags = {
    ...sandboxFlags,
    advance: Flags.string({
      summary: 'Move forward by this long, for example 90s, 30m, 72h or 7d.',
      helpValue: 'DURATION',
      exclusive: ['set'],
    }),
    set: Flags.string({ summary: 'Set this time, with time zone.', helpValue: 'TIME' }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxClock)
    const { dir, advance, set } = flags
    const change = { ...(advance !== undefined && { advance }), ...(set !== undefined && { set }) }
    const isChange = Object.keys(change).length > 0
    const answer = await controlRequest(
      dir,
      isChange ? 'POST' : 'GET',
      'clock',
      isChange ? change : undefined,
    )
    if ('problem' in answer) throw new RelError(answer.problem.code, answer.problem.message, answer.problem)
    const { now } = answer.body as { now: string }
    return this.answer(answer.body, `Sandbox time: ${now}`)
  }
}
