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
      .map((item) => item.trim())
      .filter(Boolean),
})

export default class Init extends GitHubCommand {
  static override summary = 'Set up rel in a repository, or update the setup.'
  static override description =
    'Run it once in each repository, and again after an update of rel. Opens a pull request with .github/rel.yml, the workflows and the actions, and creates labels and environments on GitHub. Creating environments requires an administrator. Files that you changed by hand are kept and listed.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --environments dev,staging,production --reviewers rosa,team:ops',
    '<%= config.bin %> <%= command.id %> --local',
    '<%= config.bin %> <%= command.id %> --dry-run',
  ]
  static override flags = {
    ...writeFlags,
    environments: list({
      summary: 'Comma-separated environments: preview, qa1, qa2, …, dev, staging, production, hotfix.',
      helpValue: 'LIST',
    }),
    gates: Flags.option({
      options: ['reviewers', 'dispatch'] as const,
      summary: 'Approve staging and production by required reviewers, or by starting the deploy workflow.',
    })(),
    reviewers: list({
      summary: 'Comma-separated approvers of staging and production: logins, or teams as team:NAME.',
      helpValue: 'LIST',
    }),
    build: Flags.option({
      options: ['docker', 'own'] as const,
      summary: 'Build the image with docker, or with an action of your own.',
    })(),
    image: Flags.string({
      summary: 'Name of the image, for example ghcr.io/{owner}/{repository}.',
      helpValue: 'NAME',
    }),
    deploy: Flags.option({
      options: ['helmfile', 'own'] as const,
      summary: 'Deploy with helmfile, or with actions of your own.',
    })(),
    prefix: Flags.option({
      options: ['', 'v'] as const,
      summary: 'Prefix of version tags, v or empty.',
      helpValue: 'PREFIX',
    })(),
    workflows: Flags.string({
      summary: 'Repository of shared workflows, or local to copy them.',
      helpValue: 'OWNER/NAME@REF',
    }),
    runner: list({
      summary: 'Comma-separated runner labels for the jobs, for example ubuntu-latest.',
      helpValue: 'LIST',
    }),
    local: Flags.boolean({
      summary: 'Write the files to the work tree and change nothing on GitHub.',
      default: false,
    }),
    'skip-environments': Flags.boolean({
      summary: 'Do not create or change environments on GitHub.',
      default: false,
    }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(Init)
    const context = await this.context(flags)
    const { version } = this.config
    const detected = await readDetectedDefaults(context, flags.local)
    const options = await askInit(
      { ...flags, reviewers: flags.reviewers ?? [], skipEnvironments: flags['skip-environments'] },
      detected,
      proposalsOf(detected),
      {
        interactive: context.interactive && !flags.yes,
        validate: (answers) => readRefusal(context, detected, answers),
      },
    )
    return this.carryOut<Plan<InitResult>>(
      async ({ before }) => {
        if (before) return withPullRequest(before, await readProposal(context, detected))
        return planInit(await readInit(context, detected, options, version), options)
      },
      context,
      flags,
    )
  }
}
