import { Flags } from '@oclif/core'
import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { RelError } from '../../errors.js'
import { sandboxFlags } from '../../flags.js'
import { controlRequest, type Seeded } from '../../sandbox/index.js'

export default class SandboxSeed extends RelCommand {
  static override summary = 'Fill the sandbox with repositories that have a past.'
  static override description = `They are called PREFIX-01, PREFIX-02, … and belong to acme. Main's head is deployed to dev; pull requests were squash-merged since the last release. The last ones are archived, those before them read-only (for everybody but olga). Seeding the same again makes only what is missing; nothing is cloned.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --repositories 40 --prefix service --adopted --pulls 10 --releases 2',
  ]
  static override flags = {
    ...sandboxFlags,
    repositories: Flags.integer({ summary: 'How many.', required: true, min: 1 }),
    prefix: Flags.string({ summary: 'What their names begin with.', required: true }),
    adopted: Flags.boolean({ summary: "With rel's configuration, labels and environments." }),
    archived: Flags.integer({ summary: 'How many of them are archived.', min: 0 }),
    'read-only': Flags.integer({ summary: 'How many of them nobody may write to.', min: 0 }),
    pulls: Flags.integer({ summary: 'Merged pull requests of each.', min: 0 }),
    releases: Flags.integer({ summary: 'Releases of each.', min: 0 }),
    deployments: Flags.integer({ summary: 'Deployments to dev of each (default: 1).', min: 1 }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxSeed)
    const { repositories: count, prefix, adopted, archived, pulls, releases, deployments } = flags
    const wish = { repositories: count, prefix, adopted, archived, pulls, releases, deployments }
    const answer = await controlRequest(flags.dir, 'POST', 'seed', {
      ...wish,
      readOnly: flags['read-only'],
    })
    if ('problem' in answer) throw new RelError(answer.problem.code, answer.problem.message, answer.problem)
    const { repositories, made } = answer.body as Seeded
    const names = `${repositories[0]?.name ?? ''} … ${repositories.at(-1)?.name ?? ''}`
    if (made === 0) return this.answer({ repositories }, `${names} are there already.`, 'nothing-to-do')
    return this.answer({ repositories }, `Made ${made} of ${repositories.length}: ${names}.`)
  }
}
