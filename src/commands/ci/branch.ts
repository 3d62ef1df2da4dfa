import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planLine } from '../../domain/ci/line.js'
import { readLineFacts } from '../../facts/ci/release.js'
import type { Report } from '../../domain/plan/report.js'

export default class CiBranch extends CiCommand {
  static override summary = 'Create the release branch of a version if it does not exist.'
  static override description = 'An existing branch is never moved.'
  static override flags = {
    branch: Flags.string({ summary: 'Name of the release branch.', required: true }),
    commit: Flags.string({ summary: 'Commit to create the branch at.', required: true }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiBranch)
    const context = await this.context(flags)
    return this.decide(context, async () => planLine(await readLineFacts(context, flags.branch), flags))
  }
}
