import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { RelError } from '../../errors.js'
import { canPrompt } from '../../lib/interactive.js'
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
  static override summary = 'Reset the sandbox and its clones to their initial state.'
  static override description =
    'Deletes everything that was done in the sandbox, and its clones with their uncommitted changes. Lists what is deleted and asks for confirmation. Cannot be undone.'
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
        hint: `Run \`rel sandbox start --detach --dir ${flags.dir}\`.`,
      })
    const changes = await changesOf(before)
    const list = changes.map((line) => `  ${line}`).join('\n')
    if (flags['dry-run']) return this.answer({ changes }, `Would reset the sandbox:\n${list}`, 'planned')
    if (!flags.yes)
      await confirm(
        { question: `Reset the sandbox in ${before.dir}?`, preamble: `This will:\n${list}` },
        canPrompt(process, this.jsonEnabled()),
      )
    await stop(flags.dir)
    await reset(flags.dir, before.users)
    if (!before.running) return this.answer(before, `Reset the sandbox in ${before.dir}. It is not running.`)
    const settingUp = 'Setting up the demo …'
    const snapshot = await interruptible(
      (signal) => snapshotFor(flags.dir, flags, signal, () => printNotices(linesIn(settingUp))),
      'Cancelled. The sandbox was stopped and reset.',
      `Run \`rel sandbox start --detach --dir ${flags.dir}\`.`,
    )
    const port = Number(new URL(before.url ?? '').port)
    const started = await start(flags.dir, { port, strict: before.strict, snapshot })
    if ('error' in started)
      throw new RelError('failed', started.error.message, { hint: 'Run `rel sandbox start`.' })
    if (flags.pack && snapshot === null) await adopt(started.status)
    return this.answer(started.status, `Reset the sandbox.\n${statusText(started.status)}`)
  }
}

const lossOf = (changed: number | null): string =>
  changed === null
    ? ' (git cannot read whether it has uncommitted changes)'
    : changed === 0
      ? ''
      : ` (${changed} uncommitted file${changed === 1 ? '' : 's'})`

/** What a reset does, one line each, with the uncommitted files of each clone. */
async function changesOf({ running, pid, url, dir }: Status): Promise<readonly string[]> {
  const clones = await clonesWithChanges(dir)
  return [
    ...(running ? [`stop the sandbox (process ${pid ?? ''})`] : []),
    ...clones.map(({ clone, changed }) => `remove ${clone}${lossOf(changed)}`),
    'remove everything that was done in the sandbox',
    ...(running ? [`start it again at ${url ?? ''} in its initial state`] : []),
  ]
}
