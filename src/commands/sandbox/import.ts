import { Args, Flags } from '@oclif/core'
import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { RelError } from '../../errors.js'
import { sandboxFlags } from '../../flags.js'
import { importRepository, importText, type ImportOptions } from '../../sandbox/index.js'

export default class SandboxImport extends RelCommand {
  static override summary = 'Import a local repository with its workflows into the sandbox.'
  static override description =
    'Use it to rehearse your own workflows. Copies the branches and tags of a clone, without uncommitted changes, to a repository of acme, and clones that into the sandbox folder. Then lists what works as on GitHub, what is replaced by a stand-in, and what cannot run here, with file, line and remedy. Run it again to push new commits; a branch with commits of its own in the sandbox is skipped. Import actions of other repositories from your clones with --action, or declare stand-ins under sandbox.standins in .github/rel.yml.'
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
    const order: ImportOptions = { path: args.path, as: flags.as ?? null, actions: flags.action }
    const answer = await importRepository(flags.dir, order)
    if ('problem' in answer) throw new RelError(answer.problem.code, answer.problem.message, answer.problem)
    return this.answer(answer.result, importText(answer.result), answer.changed ? 'done' : 'nothing-to-do')
  }
}
