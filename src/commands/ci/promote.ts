import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planPromote } from '../../domain/ci/promote.js'
import { readPromoteFacts } from '../../facts/ci/release.js'
import type { Report } from '../../domain/plan/report.js'

export default class CiPromote extends CiCommand {
  static override summary =
    'Compare the image of a version with the one that was tested, before it gets its tag and afterwards.'
  static override description =
    'Before: fails where the version is another image already. Afterwards, with --done: fails where it is not this one.'
  static override flags = {
    version: Flags.string({ summary: 'The version.', required: true }),
    digest: Flags.string({ summary: 'The image that was tested.', required: true }),
    done: Flags.boolean({ summary: 'The tag was made.', default: false }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiPromote)
    const context = await this.context(flags)
    return this.decide(context, async () => planPromote(await readPromoteFacts(context, flags), flags))
  }
}
