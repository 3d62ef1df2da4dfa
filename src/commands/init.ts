import { Flags } from '@oclif/core'
import { GitHubCommand } from '../command.js'
import { withPullRequest, planInit, type InitResult } from '../domain/init/plan.js'
import { proposalsOf } from '../domain/init/settings.js'
import type { Plan } from '../domain/plan/plan.js'
import type { Report } from '../domain/plan/report.js'
import { readDetectedDefaults, readInit, readRefusal, readProposal } from '../facts/init/init.js'
import { writeFlags } from '../flags.js'
import { askInit } from '../ui/init.js'

const list = Flags.custom<string[]>({
  parse: async (text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
})

export default class Init extends GitHubCommand {
  static override summary = 'Bring the release process to a repository, or bring it up to date.'
  static override description = `Writes .github/rel.yml, the workflows and the actions, and opens a pull request with them; makes the labels and the environments, with who may deploy there. Run it again whenever you like: what people changed by hand is left alone, and said.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --environments preview,qa1,dev,staging,production --reviewers rosa,team:ops --yes',
    '<%= config.bin %> <%= command.id %> --local',
    '<%= config.bin %> <%= command.id %> --dry-run',
  ]
  static override flags = {
    ...writeFlags,
    environments: list({
      summary: 'Which there are: preview, qa1, qa2, …, dev, staging, production, hotfix.',
      helpValue: 'LIST',
    }),
    gates: Flags.option({
      options: ['reviewers', 'dispatch'] as const,
      summary:
        'How staging and production are approved: by required reviewers, or by starting the deploy workflow.',
    })(),
    reviewers: list({
      summary: 'Who may approve: logins, and teams as team:NAME.',
      helpValue: 'LIST',
    }),
    build: Flags.option({ options: ['docker', 'own'] as const, summary: 'How the image is built.' })(),
    image: Flags.string({ summary: 'The image: ghcr.io/{owner}/{repository}.', helpValue: 'NAME' }),
    deploy: Flags.option({
      options: ['helmfile', 'own'] as const,
      summary: 'How environments are deployed.',
    })(),
    prefix: Flags.option({
      options: ['', 'v'] as const,
      summary: 'What stands before the version in a tag.',
    })(),
    workflows: Flags.string({
      summary: 'local, or where the shared workflows are.',
      helpValue: 'OWNER/NAME@REF',
    }),
    runner: list({ summary: 'The labels of the runner.', helpValue: 'LIST' }),
    local: Flags.boolean({
      summary: 'Write the files to the work tree, and nothing to GitHub.',
      default: false,
    }),
    'skip-environments': Flags.boolean({
      summary: "Leave GitHub's environments as they are.",
      default: false,
    }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(Init)
    const context = await this.context(flags)
    const { version } = this.config
    const habits = await readDetectedDefaults(context, flags.local)
    const wish = await askInit(
      { ...flags, reviewers: flags.reviewers ?? [], skipEnvironments: flags['skip-environments'] },
      habits,
      proposalsOf(habits),
      {
        interactive: context.interactive && !flags.yes,
        objection: (said) => readRefusal(context, habits, said),
      },
    )
    return this.carryOut<Plan<InitResult>>(
      async ({ before }) => {
        if (before) return withPullRequest(before, await readProposal(context, habits))
        return planInit(await readInit(context, habits, wish, version), wish)
      },
      context,
      flags,
    )
  }
}
