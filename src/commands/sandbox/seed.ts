import { Flags } from '@oclif/core'
import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { RelError } from '../../errors.js'
import { sandboxFlags } from '../../flags.js'
import { controlRequest, type Seeded } from '../../sandbox/index.js'

export default class SandboxSeed extends RelCommand {
  static override summary = 'Create repositories with a history in the sandbox.'
  static override description =
    'Use it to test rel with many repositories. Creates PREFIX-01, PREFIX-02, … in acme, with main deployed to dev and pull requests squash-merged since the last release. The last ones are archived, those before them read-only for everybody but olga. Run it again to create only what is missing. Nothing is cloned.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --repositories 40 --prefix service --pulls 10 --releases 2',
  ]
  static override flags = {
    ...sandboxFlags,
    repositories: Flags.integer({
      summary: 'Number of repositories.',
      required: true,
      min: 1,
      helpValue: 'NUMBER',
    }),
    prefix: Flags.string({
      summary: 'Prefix of the names of the repositories.',
      helpValue: 'TEXT',
      required: true,
    }),
    adopted: Flags.boolean({ summary: 'Add the configuration, labels and environments of rel.' }),
    archived: Flags.integer({ summary: 'Number of archived repositories.', min: 0, helpValue: 'NUMBER' }),
    'read-only': Flags.integer({ summary: 'Number of read-only repositories.', min: 0, helpValue: 'NUMBER' }),
    pulls: Flags.integer({
      summary: 'Number of merged pull requests in each repository.',
      min: 0,
      helpValue: 'NUMBER',
    }),
    releases: Flags.integer({
      summary: 'Number of releases in each repository.',
      min: 0,
      helpValue: 'NUMBER',
    }),
    deployments: Flags.integer({
      summary: 'Number of deployments to dev in each repository (default: 1).',
      min: 1,
      helpValue: 'NUMBER',
    }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxSeed)
    const { repositories: count, prefix, adopted, archived, pulls, releases, deployments } = flags
    const request = { repositories: count, prefix, adopted, archived, pulls, releases, deployments }
    const answer = await controlRequest(flags.dir, 'POST', 'seed', {
      ...request,
      readOnly: flags['read-only'],
    })
    if ('problem' in answer) throw new RelError(answer.problem.code, answer.problem.message, answer.problem)
    const { repositories, made } = answer.body as Seeded
    const names = `${repositories[0]?.name ?? ''} … ${repositories.at(-1)?.name ?? ''}`
    if (made === 0) return this.answer({ repositories }, `${names} exist already.`, 'nothing-to-do')
    return this.answer({ repositories }, `Created ${made} of ${repositories.length}: ${names}.`)
  }
}
