import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/report.js'
import { RelError } from '../../errors.js'
import {
  adoptPack,
  exists,
  restoreFirst,
  runningSandbox,
  startDetached,
  stopSandbox,
} from '../../sandbox/control.js'
import { statusText } from '../../sandbox/environment.js'
import { placesOf } from '../../sandbox/places.js'
import { stopped } from '../../sandbox/status.js'
import { packFlag, sandboxFlags } from '../../sandbox/flags.js'

export default class SandboxReset extends RelCommand {
  static override summary =
    'Put the sandbox and its clones back to how they were right after the first start.'
  static override examples = ['<%= config.bin %> <%= command.id %>']
  static override flags = { ...sandboxFlags, pack: packFlag }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxReset)
    const places = placesOf(flags.dir)
    if (!exists(places))
      throw new RelError('not-found', `There is no sandbox in ${places.directory}.`, {
        hint: `rel sandbox start --detach --dir ${flags.dir}`,
      })
    const before = await runningSandbox(places)
    await stopSandbox(places)
    restoreFirst(places)
    if (!before) return this.answer(stopped(places), `The sandbox in ${places.directory} is as new.`)
    const port = Number(new URL(before.url ?? '').port)
    const started = await startDetached(places, { port, strict: before.strict })
    if ('error' in started) throw new RelError('failed', started.error.message, { hint: 'rel sandbox start' })
    if (flags.pack) await adoptPack(started.status)
    return this.answer(started.status, `As new.\n${statusText(started.status)}`)
  }
}
