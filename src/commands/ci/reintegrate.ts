import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planCiReintegrate } from '../../domain/ci/reintegrate.js'
import type { Report } from '../../domain/plan/report.js'
import { readCiReintegration, readStrategy } from '../../facts/ci/reintegrate.js'

export default class CiReintegrate extends CiCommand {
  static override summary = 'Bring a hotfix back to the default branch, as the configuration says who does.'
  static override description =
    "By a pull request of the run's token, of another one, or not at all: `reintegration` in .github/rel.yml."
  static override flags = {
    version: Flags.string({ summary: 'The version, with its service in a monorepo.', required: true }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiReintegrate)
    const context = await this.context(flags)
    const { strategy, acting } = await readStrategy(context)
    // The job's own token looks: a token that is no more must not hide what is missing, and who can bring it.
    return this.decide(acting, async () =>
      planCiReintegrate(await readCiReintegration(context, flags.version, strategy)),
    )
  }
}
