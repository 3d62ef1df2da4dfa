import { Args, Flags } from '@oclif/core'
import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { RelError } from '../../errors.js'
import { canPrompt } from '../../lib/interactive.js'
import { sandboxFlags, writeFlags } from '../../flags.js'
import {
  consentQuestion,
  consentText,
  importRepository,
  importText,
  planImport,
  type ControlProblem,
  type ImportOptions,
} from '../../sandbox/index.js'
import { confirm } from '../../ui/prompt.js'

export default class SandboxImport extends RelCommand {
  static override summary = 'Import a local repository with its workflows into the sandbox.'
  static override description =
    'Use it to rehearse your own workflows. The scripts of its workflows then run on this machine as you, without isolation: asks before the first import. Copies the branches and tags of a clone, without uncommitted changes, to a repository of acme, and clones that into the sandbox folder. Then lists what works as on GitHub, what is replaced by a stand-in, and what cannot run here, with file, line and remedy. Run it again to push new commits; a branch with commits of its own in the sandbox is skipped. Import actions of other repositories from your clones with --action, or declare stand-ins under sandbox.standins in .github/rel.yml.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> ~/src/app',
    '<%= config.bin %> <%= command.id %> ~/src/app --action acme/setup=~/src/setup',
    '<%= config.bin %> <%= command.id %> ~/src/setup-node --as actions/setup-node',
  ]
  static override args = {
    path: Args.string({ description: 'Folder of a clone on this machine.', required: true }),
  }
  static override flags = {
    ...sandboxFlags,
    ...writeFlags,
    as: Flags.string({ summary: 'Name in the sandbox (default: acme/NAME).', helpValue: 'OWNER/NAME' }),
    action: Flags.string({
      summary: 'Repository of an action that its workflows use; repeat for several.',
      helpValue: 'OWNER/NAME=PATH',
      multiple: true,
      default: [],
      defaultHelp: async () => undefined,
    }),
  }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(SandboxImport)
    const options: ImportOptions = { path: args.path, as: flags.as ?? null, actions: flags.action }
    const plan = unless(await planImport(flags.dir, options))
    const consent = consentText(plan)
    if (flags['dry-run'])
      return this.answer({ sources: plan.sources }, `Would import:\n${consent}`, 'planned')
    if (plan.unconfirmed.length > 0 && !flags.yes)
      await confirm(
        { question: consentQuestion(plan), preamble: consent, isDestructive: true },
        canPrompt(process, this.jsonEnabled()),
      )
    const answer = unless(await importRepository(flags.dir, plan))
    return this.answer(answer.result, importText(answer.result), answer.changed ? 'done' : 'nothing-to-do')
  }
}

/** The answer of the sandbox, unless it is a problem. */
function unless<Answer extends object>(answer: Answer | { readonly problem: ControlProblem }): Answer {
  if ('problem' in answer) throw new RelError(answer.problem.code, answer.problem.message, answer.problem)
  return answer
}
