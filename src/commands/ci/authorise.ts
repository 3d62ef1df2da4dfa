import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planAuthorise } from '../../domain/ci/authorise.js'
import { readAuthoriseFacts } from '../../facts/ci/authorise.js'
import type { Report } from '../../domain/plan/report.js'

export default class CiAuthorise extends CiCommand {
  static override summary = 'Demand that everybody who started this run may approve an environment.'
  static override description =
    'For a run that somebody starts by hand: who started it, and who ran it again, are looked up among `approvers` on the default branch. Fails, with the reason, if one of them is not.'
  static override flags = {
    environment: Flags.string({ summary: 'The environment.', required: true }),
    version: Flags.string({ summary: 'The version, where it is known yet.', default: '' }),
    comment: Flags.string({ summary: 'What they say to it.', default: '' }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiAuthorise)
    const context = await this.context(flags)
    return this.decide(context, async () =>
      planAuthorise(await readAuthoriseFacts(context, flags.environment), flags),
    )
  }
}
