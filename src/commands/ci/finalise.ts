import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planFinalise } from '../../domain/ci/finalise.js'
import { readFinaliseFacts } from '../../facts/ci/release.js'
import type { Report } from '../../domain/plan/report.js'

export default class CiFinalise extends CiCommand {
  static override summary = 'Mark a release that production runs, and the highest one as the latest.'
  static override description =
    'It is a pre-release no more. The latest release is the highest version, whatever was published or finished last.'
  static override flags = {
    tag: Flags.string({ summary: 'The tag of the release.', required: true }),
    'just-published': Flags.boolean({
      summary: 'Nothing was deployed yet: a pre-release stays one.',
      default: false,
    }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiFinalise)
    const context = await this.context(flags)
    return this.decide(context, async () =>
      planFinalise(await readFinaliseFacts(context), flags.tag, { justPublished: flags['just-published'] }),
    )
  }
}
