import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planCiReintegrate } from '../../domain/ci/reintegrate.js'
import type { Report } from '../../domain/plan/report.js'
import { readCiReintegration, readStrategy } from '../../facts/ci/reintegrate.js'

export default class CiReintegrate extends CiCommand {
  static override summary = 'Open a pull request that brings a hotfix back to the default branch.'
  static override description =
    '`reintegration` in .github/rel.yml decides who opens it: the token of the run, REINTEGRATION_TOKEN, or a person. For a person, only the command to run is printed.'
  static override flags = {
    version: Flags.string({
      summary: 'Version of the hotfix; in a monorepo with its service, such as api/1.4.1.',
      required: true,
    }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiReintegrate)
    const context = await this.context(flags)
    const { strategy, acting } = await readStrategy(context)
    // Facts are read with the token of the job: an expired REINTEGRATION_TOKEN must not hide which commits are missing.
    return this.decide(acting, async () =>
      planCiReintegrate(await readCiReintegration(context, flags.version, strategy)),
    )
  }
}
