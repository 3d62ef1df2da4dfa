import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { RelError } from '../../errors.js'
import { writeFlags } from '../../flags.js'
import { changedFiles } from '../../sandbox/host/clones.js'
import {
  adoptPack,
  cloneFolders,
  exists,
  forgetAll,
  runningSandbox,
  snapshotFor,
  startDetached,
  stopSandbox,
} from '../../sandbox/host/control.js'
import { statusText } from '../../sandbox/host/environment.js'
import { beginFlags, sandboxFlags } from '../../sandbox/flags.js'
import { placesOf, type Places } from '../../sandbox/paths.js'
import { stopped, type Status } from '../../sandbox/host/status.js'
import { interruptible } from '../../ui/interrupt.js'
import { confirm } from '../../ui/prompt.js'

export default class SandboxReset extends RelCommand {
  static override summary =
    'Put the sandbox and its clones back to how they were right after the first start.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --dry-run',
  ]
  static override flags = { ...sandboxFlags, ...beginFlags, ...writeFlags }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxReset)
    const places = placesOf(flags.dir)
    if (!exists(places))
      throw new RelError('not-found', `There is no sandbox in ${places.directory}.`, {
        hint: `rel sandbox start --detach --dir ${flags.dir}`,
      })
    const before = await runningSandbox(places)
    const changes = await changesOf(places, before)
    const list = changes.map((line) => `  ${line}`).join('\n')
    if (flags['dry-run']) return this.answer({ changes }, `Would reset the sandbox:\n${list}`, 'planned')
    if (!flags.yes)
      await confirm(
        { question: `Reset the sandbox in ${places.directory}?`, preamble: `This will:\n${list}` },
        this.isInteractive(),
      )
    await stopSandbox(places)
    forgetAll(places, before?.users ?? [])
    if (!before)
      return this.answer(
        stopped(places),
        `The next start of the sandbox in ${places.directory} is a first one.`,
      )
    const playing = 'Playing the beginning of the demo …'
    const snapshot = await interruptible(
      (stop) => snapshotFor(places, flags, stop, () => this.logToStderr(playing)),
      'The sandbox was stopped and emptied.',
      `rel sandbox start --detach --dir ${flags.dir}`,
    )
    const port = Number(new URL(before.url ?? '').port)
    const started = await startDetached(places, { port, strict: before.strict, snapshot })
    if ('error' in started) throw new RelError('failed', started.error.message, { hint: 'rel sandbox start' })
    if (flags.pack && snapshot === null) await adoptPack(started.status)
    return this.answer(started.status, `The sandbox is as new.\n${statusText(started.status)}`)
  }

  private isInteractive(): boolean {
    const { stdin, stderr, env } = process
    return stdin.isTTY === true && stderr.isTTY === true && !env['CI'] && !this.jsonEnabled()
  }
}

const lossOf = (changed: number | null): string =>
  changed === null
    ? ' (git cannot say whether it has changes that are not committed)'
    : changed === 0
      ? ''
      : ` (${changed} file${changed === 1 ? '' : 's'} not committed)`

/** What a reset does, a line each: what nobody has committed is named. */
async function changesOf(places: Places, running: Status | null): Promise<readonly string[]> {
  const clones = await Promise.all(
    cloneFolders(places).map(async (clone) => {
      const changed = await changedFiles(clone)
      return `remove ${clone}${lossOf(changed)}`
    }),
  )
  return [
    ...(running ? [`stop the sandbox (process ${running.pid ?? ''})`] : []),
    ...clones,
    'remove everything that was done on its GitHub',
    ...(running ? [`start it again at ${running.url ?? ''}, as it was at first`] : []),
  ]
}
