import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planCiDraft } from '../../domain/ci/draft.js'
import type { Report } from '../../domain/plan/report.js'
import { servicesOf } from '../../domain/model/service.js'
import { draftReader } from '../../facts/release/release.js'

export default class CiDraft extends CiCommand {
  static override summary = 'Create or update the draft release of each service.'
  static override description =
    'Run it after a commit of the default branch was deployed to dev. Outputs: `tags`, the tags of the drafts.'
  static override flags = {
    commit: Flags.string({ summary: 'Commit that was built and deployed to dev.', required: true }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiDraft)
    const context = await this.context(flags)
    const read = draftReader(context, { commit: flags.commit, services: servicesOf })
    return this.decide(context, async () => planCiDraft(await read()))
  }
}
