import { Flags } from '@oclif/core'
import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/report.js'
import { RelError } from '../../errors.js'
import { adoptPack, runningSandbox, startDetached, type StartProblem } from '../../sandbox/control.js'
import { statusText } from '../../sandbox/environment.js'
import { placesOf, type Places } from '../../sandbox/places.js'
import { packFlag, sandboxFlags } from '../../sandbox/flags.js'

export default class SandboxStart extends RelCommand {
  static override summary = 'Start an embedded GitHub with a demo team and clones of its repositories.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --detach',
    '<%= config.bin %> <%= command.id %> --dir /tmp/rehearsal --port 8473',
  ]
  static override flags = {
    ...sandboxFlags,
    port: Flags.integer({
      summary: 'The port (default: the one of last time, or any).',
      min: 1,
      max: 65_535,
    }),
    detach: Flags.boolean({ summary: 'Return when it is ready, and leave it running.', default: false }),
    pack: packFlag,
    strict: Flags.boolean({ summary: "Check every answer against GitHub's description.", default: false }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxStart)
    const places = placesOf(flags.dir)
    const running = await runningSandbox(places)
    if (running) return this.answer(running, `Already running.\n${statusText(running)}`, 'nothing-to-do')
    const options = { port: flags.port ?? 0, strict: flags.strict }
    if (!flags.detach) return this.serve(places, options, flags.pack)
    const started = await startDetached(places, options)
    if ('error' in started) throw problem(started.error, options.port)
    if (flags.pack) await adoptPack(started.status)
    return this.answer(started.status, statusText(started.status))
  }

  private async serve(
    places: Places,
    options: { port: number; strict: boolean },
    pack: boolean,
  ): Promise<Report> {
    if (this.jsonEnabled())
      throw new RelError('usage', 'A sandbox in the foreground has no --json answer.', {
        hint: 'Add --detach.',
      })
    const { serveUntilSignal } = await import('../../sandbox/foreground.js')
    const ended = await serveUntilSignal({ directory: places.directory, ...options }, async (status) => {
      if (pack) await adoptPack(status)
      this.log(`${statusText(status)}\n\nCtrl-C ends it.`)
    })
    if (ended) throw problem(ended, options.port)
    return this.answer(undefined, 'Stopped.')
  }
}

const problem = ({ code, message }: StartProblem, port: number): RelError =>
  code === 'EADDRINUSE'
    ? new RelError('usage', `Port ${port} is taken.`, { hint: 'Choose another --port, or leave it out.' })
    : new RelError('failed', message, { hint: 'rel sandbox status' })
