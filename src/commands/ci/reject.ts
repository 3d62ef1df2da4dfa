import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planReject } from '../../domain/ci/reject.js'
import { readRejectFacts } from '../../facts/ci/authorise.js'
import type { Report } from '../../domain/plan/report.js'

export default class CiReject extends CiCommand {
  static override summary = 'End this run as the rejection of a version, after `rel ci authorise`.'
  static override description = 'It always fails, because a failed run is what a rejection is.'
  static override flags = {
    environment: Flags.string({ summary: 'The environment.', required: true }),
    version: Flags.string({ summary: 'The version.', required: true }),
    comment: Flags.string({ summary: 'Why.', default: '' }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiReject)
    const context = await this.context(flags)
    return this.decide(context, async () => planReject(await readRejectFacts(context), flags))
  }
}
