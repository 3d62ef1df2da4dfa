import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { RelError } from '../../errors.js'
import { beginFlags, sandboxFlags, writeFlags } from '../../flags.js'
import {
  adopt,
  clonesWithChanges,
  exists,
  reset,
  snapshotFor,
  start,
  status,
  statusText,
  stop,
  type Status,
} from '../../sandbox/index.js'
import { linesIn } from '../../lib/printable.js'
import { printNotices } from '../../ui/terminal.js'
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
    const before = await status(flags.dir)
    if (!exists(flags.dir))
      throw new RelError('not-found', `There is no sandbox in ${before.dir}.`, {
        hint: `rel sandbox start --detach --dir ${flags.dir}`,
      })
    const changes = await changesOf(before)
    const list = changes.map((line) => `  ${line}`).join('\n')
    if (flags['dry-run']) return this.answer({ changes }, `Would reset the sandbox:\n${list}`, 'planned')
    if (!flags.yes)
      await confirm(
        { question: `Reset the sandbox in ${before.dir}?`, preamble: `This will:\n${list}` },
        this.isInteractive(),
      )
    await stop(flags.dir)
    await reset(flags.dir, before.users)
    if (!before.running)
      return this.answer(before, `The next start of the sandbox in ${before.dir} is a first one.`)
    const playing = 'Playing the beginning of the demo …'
    const snapshot = await interruptible(
      (stopping) => snapshotFor(flags.dir, flags, stopping, () => printNotices(linesIn(playing))),
      'The sandbox was stopped and emptied.',
      `rel sandbox start --detach --dir ${flags.dir}`,
    )
    const port = Number(new URL(before.url ?? '').port)
    const started = await start(flags.dir, { port, strict: before.strict, snapshot })
    if ('error' in started) throw new RelError('failed', started.error.message, { hint: 'rel sandbox start' })
    if (flags.pack && snapshot === null) await adopt(started.status)
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
async function changesOf({ running, pid, url, dir }: Status): Promise<readonly string[]> {
  const clones = await clonesWithChanges(dir)
  return [
    ...(running ? [`stop the sandbox (process ${pid ?? ''})`] : []),
    ...clones.map(({ clone, changed }) => `remove ${clone}${lossOf(changed)}`),
    'remove everything that was done on its GitHub',
    ...(running ? [`start it again at ${url ?? ''}, as it was at first`] : []),
  ]
}
