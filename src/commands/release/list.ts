import { Flags } from '@oclif/core'
import { GitHubCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { readReleaseList } from '../../facts/release/list.js'
import { serviceFlag } from '../../flags.js'
import { renderReleases } from '../../ui/releases.js'

export default class ReleaseList extends GitHubCommand {
  static override summary = 'List the newest releases and the draft of the next one.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --limit 5 --json',
  ]
  static override flags = {
    ...serviceFlag,
    limit: Flags.integer({
      summary: 'Maximum number of releases.',
      default: 30,
      min: 1,
      max: 100,
      helpValue: 'NUMBER',
    }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(ReleaseList)
    const { service, limit } = flags
    const releases = await readReleaseList(await this.context(flags), { service, limit })
    return this.answer({ releases }, renderReleases(releases))
  }
}
