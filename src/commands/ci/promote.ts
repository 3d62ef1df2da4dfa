import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planPromote } from '../../domain/ci/promote.js'
import { readPromoteFacts } from '../../facts/ci/release.js'
import type { Report } from '../../domain/plan/report.js'

export default class CiPromote extends CiCommand {
  static override summary = 'Check that the tag of a version names the tested image.'
  static override description =
    'Run it before tagging the image: fails if the tag exists and names another image. Run it again with --done after tagging: fails unless the tag names this image.'
  static override flags = {
    version: Flags.string({ summary: 'Version of the release.', required: true }),
    digest: Flags.string({ summary: 'Digest of the tested image.', required: true }),
    done: Flags.boolean({ summary: 'Check the tag after it was set.', default: false }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiPromote)
    const context = await this.context(flags)
    return this.decide(context, async () => planPromote(await readPromoteFacts(context, flags), flags))
  }
}
