import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planUndeploy } from '../../domain/ci/deploy.js'
import type { Report } from '../../domain/plan/report.js'
import { readUndeployFacts } from '../../facts/ci/deploy.js'

export default class CiUndeploy extends CiCommand {
  static override summary = 'Check that no other pull request uses an environment, or record its removal.'
  static override description =
    'Run it before undeploying, and again with --done afterwards to record that nothing runs there. Outputs: `undeploy`, whether the environment is unused.'
  static override flags = {
    environment: Flags.string({ summary: 'Environment to undeploy.', required: true }),
    done: Flags.boolean({ summary: 'Record that the environment was undeployed.', default: false }),
  }

  protected override readonly decides = true

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiUndeploy)
    const context = await this.context(flags)
    return this.decide(context, async () =>
      planUndeploy(await readUndeployFacts(context, flags.environment), flags.environment, flags.done),
    )
  }
}
