import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planAuthorise } from '../../domain/ci/authorise.js'
import { readAuthoriseFacts } from '../../facts/ci/authorise.js'
import type { Report } from '../../domain/plan/report.js'

export default class CiAuthorise extends CiCommand {
  static override summary = 'Check that everybody who started this run may approve an environment.'
  static override description =
    'Use it in workflows that are started by hand. Looks up the person who started the run, and anybody who re-ran it, in `approvers` of the default branch. Fails with the reason if one of them is not an approver.'
  static override flags = {
    environment: Flags.string({ summary: 'Environment to approve.', required: true }),
    version: Flags.string({ summary: 'Version to approve, if it is known.', default: '' }),
    comment: Flags.string({ summary: 'Comment of the approver.', default: '' }),
  }

  protected override readonly decides = true

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiAuthorise)
    const context = await this.context(flags)
    return this.decide(context, async () =>
      planAuthorise(await readAuthoriseFacts(context, flags.environment), flags),
    )
  }
}
