import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planReject } from '../../domain/ci/reject.js'
import { readRejectFacts } from '../../facts/ci/authorise.js'
import type { Report } from '../../domain/plan/report.js'

export default class CiReject extends CiCommand {
  static override summary = 'Record the rejection of a version by failing this run.'
  static override description =
    'Run it after `rel ci authorise`. It always fails, because a rejection is a failed run.'
  static override flags = {
    environment: Flags.string({ summary: 'Environment that the version is rejected for.', required: true }),
    version: Flags.string({ summary: 'Version to reject.', required: true }),
    comment: Flags.string({ summary: 'Reason for the rejection.', default: '' }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiReject)
    const context = await this.context(flags)
    return this.decide(context, async () => planReject(await readRejectFacts(context), flags))
  }
}
