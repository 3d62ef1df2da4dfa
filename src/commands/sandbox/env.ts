import { Flags } from '@oclif/core'
import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { RelError } from '../../errors.js'
import { sandboxFlags } from '../../flags.js'
import { environment, foreignTokens, shellLines, status } from '../../sandbox/index.js'
import { linesIn } from '../../lib/printable.js'

export default class SandboxEnv extends RelCommand {
  static override summary = 'Print shell variables that make gh, git and rel use the sandbox.'
  static override description =
    'Run the output with eval. It also unsets GH_TOKEN and GITHUB_TOKEN, so that no token of the real GitHub is sent to the sandbox.'
  static override examples = ['eval "$(<%= config.bin %> <%= command.id %> --user rosa)"']
  static override flags = {
    ...sandboxFlags,
    user: Flags.string({ summary: 'User to act as.', default: 'dev', helpValue: 'LOGIN' }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxEnv)
    const sandbox = await status(flags.dir)
    if (!sandbox.running)
      throw new RelError('not-found', `No sandbox is running in ${sandbox.dir}.`, {
        hint: `Run \`rel sandbox start --detach --dir ${flags.dir}\`.`,
      })
    const logins = sandbox.users.map(({ login }) => login)
    if (!logins.includes(flags.user))
      throw new RelError('usage', `Unknown sandbox user: ${flags.user}`, {
        hint: `Pass --user with one of ${logins.join(', ')}.`,
      })
    const variables = environment(sandbox, flags.user)
    return this.answer({ variables, unset: foreignTokens }, linesIn(shellLines(variables)))
  }
}
