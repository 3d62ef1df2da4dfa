import { Args, Flags } from '@oclif/core'
import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { RelError } from '../../errors.js'
import { sandboxFlags } from '../../flags.js'
import { importRepository, importText, type ImportOptions } from '../../sandbox/index.js'

export default class SandboxImport extends RelCommand {
  static override summary = 'Bring a repository of yours into the sandbox, with its own workflows.'
  static override description = `Its branches and tags are copied; it is not changed, and what is not committed stays behind. It belongs to acme, with a clone beside the others. Then every workflow is looked at: what runs as on GitHub, what stands in, and what cannot run here, with file, line and remedy. Actions of other repositories are brought from clones of yours, with --action, or declared as stand-ins under sandbox.standins in .github/rel.yml. Again: branches and tags that moved on move here too, as a push would; one with commits of its own in the sandbox is left alone.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> ~/src/app',
    '<%= config.bin %> <%= command.id %> ~/src/app --action acme/setup=~/src/setup',
    '<%= config.bin %> <%= command.id %> ~/src/setup-node --as actions/setup-node',
  ]
  static override args = { path: Args.string({ description: 'A clone on this machine.', required: true }) }
  static override flags = {
    ...sandboxFlags,
    as: Flags.string({ summary: 'What it is called there (default: acme/NAME).', helpValue: 'OWNER/NAME' }),
    action: Flags.string({
      summary: 'Another repository that its workflows use; may be repeated.',
      helpValue: 'OWNER/NAME=PATH',
      multiple: true,
      default: [],
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
