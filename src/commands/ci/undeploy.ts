import { Flags } from '@oclif/core'
import { CiCommand } from '../../command.js'
import { planUndeploy } from '../../domain/ci/deploy.js'
import type { Report } from '../../domain/plan/report.js'
import { readUndeployFacts } from '../../facts/ci/deploy.js'

export default class CiUndeploy extends CiCommand {
  static override summary = 'Ask who else wants an environment; afterwards, record that nothing runs there.'
  static override description = 'Outputs: `undeploy`, whether nobody else wants it.'
  static override flags = {
    environment: Flags.string({ summary: 'The environment.', required: true }),
    done: Flags.boolean({ summary: 'It was taken down.', default: false }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(CiUndeploy)
    const context = await this.context(flags)
    return this.decide(context, async () =>
      planUndeploy(await readUndeployFacts(context, flags.environment), flags.environment, flags.done),
    )
  }
}
