import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planLine } from '../../domain/ci/line.js'
import { readLineFacts } from '../../facts/ci/release.js'
import type { Report } from '../../domain/plan/report.js'

export default class CiBranch extends CiCommand {
  static override summary = 'Start the line of a version, unless it is there.'
  static override description = 'A branch that is there stays as it is, wherever it is.'
  static override flags = {
    branch: Flags.string({ summary: 'The branch.', required: true }),
    commit: Flags.string({ summary: 'Where it starts.', required: true }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiBranch)
    const context = await this.context(flags)
    return this.decide(context, async () => planLine(await readLineFacts(context, flags.branch), flags))
  }
}
