import { Flags } from '@oclif/core'
import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { RelError } from '../../errors.js'
import { runningSandbox } from '../../sandbox/host/control.js'
import { environmentOf, foreignTokens, shellLines } from '../../sandbox/host/environment.js'
import { placesOf } from '../../sandbox/paths.js'
import { sandboxFlags } from '../../sandbox/flags.js'

export default class SandboxEnv extends RelCommand {
  static override summary = 'Print the variables with which a shell, gh and rel reach the sandbox.'
  static override examples = ['eval "$(<%= config.bin %> <%= command.id %> --user rosa)"']
  static override flags = {
    ...sandboxFlags,
    user: Flags.string({ summary: 'Act as this user.', default: 'dev', helpValue: 'LOGIN' }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxEnv)
    const places = placesOf(flags.dir)
    const status = await runningSandbox(places)
    if (!status)
      throw new RelError('not-found', `No sandbox runs in ${places.directory}.`, {
        hint: `rel sandbox start --detach --dir ${flags.dir}`,
      })
    const logins = status.users.map(({ login }) => login)
    if (!logins.includes(flags.user))
      throw new RelError('usage', `The sandbox has no user ${flags.user}.`, {
        hint: `--user ${logins.join('|')}`,
      })
    const variables = environmentOf(status, places, flags.user)
    return this.answer({ variables, unset: foreignTokens }, shellLines(variables))
  }
}
