import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planBuild } from '../../domain/ci/build.js'
import type { Report } from '../../domain/plan/report.js'
import { readBuildFacts } from '../../facts/ci/deploy.js'

export default class CiBuild extends CiCommand {
  static override summary = 'Decide which tags to build an image with, or which image to reuse.'
  static override description =
    'Fails for a pull request that would bring commits of the default branch into a release branch. Outputs: `image`, the name; `digest`, of an existing image, so that nothing needs to be built; `tags`, to build with; `tag`, the tag of the commit if the existing image lacks it.'
  static override flags = {
    commit: Flags.string({ summary: 'Commit to build.', required: true }),
    push: Flags.boolean({ summary: 'Push the image to the registry.', default: true, allowNo: true }),
    reuse: Flags.boolean({
      summary: 'Reuse an image that was built from the same files.',
      default: false,
      allowNo: true,
    }),
  }

  protected override readonly decides = true

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiBuild)
    const context = await this.context(flags)
    return this.decide(context, async () =>
      planBuild(await readBuildFacts(context, flags.commit, flags), flags),
    )
  }
}
