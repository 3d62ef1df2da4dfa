import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planFinalise } from '../../domain/ci/finalise.js'
import { readFinaliseFacts } from '../../facts/ci/release.js'
import type { Report } from '../../domain/plan/report.js'

export default class CiFinalise extends CiCommand {
  static override summary = 'Mark the deployed release as final and the highest version as the latest.'
  static override description =
    'Run it after a deployment to production. Removes the pre-release mark. The latest release is always the highest version, regardless of the order of publication.'
  static override flags = {
    tag: Flags.string({ summary: 'Tag of the release.', required: true }),
    'just-published': Flags.boolean({
      summary: 'Keep the pre-release mark: nothing was deployed yet.',
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
