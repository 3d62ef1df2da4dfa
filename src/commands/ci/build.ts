import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planBuild } from '../../domain/ci/build.js'
import type { Report } from '../../domain/plan/report.js'
import { readBuildFacts } from '../../facts/ci/deploy.js'

export default class CiBuild extends CiCommand {
  static override summary = 'Say under which tags an image is built, or which one is used again.'
  static override description =
    "Outputs: `image`, its name; `digest`, where an image is there (nothing is built then); `tags`, under which it is built; `tag`, what an image that is there lacks to be the commit's own. Fails in the run of a pull request that would bring commits of the default branch into a line."
  static override flags = {
    commit: Flags.string({ summary: 'The commit to build.', required: true }),
    push: Flags.boolean({ summary: 'Put the image into the registry.', default: true, allowNo: true }),
    reuse: Flags.boolean({ summary: 'Take an image of the same files.', default: false, allowNo: true }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiBuild)
    const context = await this.context(flags)
    return this.decide(context, async () =>
      planBuild(await readBuildFacts(context, flags.commit, flags), flags),
    )
  }
}
