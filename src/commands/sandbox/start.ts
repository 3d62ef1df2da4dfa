import { relative } from 'node:path'
import { Flags } from '@oclif/core'
import { RelCommand } from '../../command.js'
import type { Report } from '../../domain/plan/report.js'
import { RelError } from '../../errors.js'
import { beginFlags, sandboxFlags } from '../../flags.js'
import {
  adopt,
  exists,
  isFree,
  serve,
  snapshotFor,
  start,
  status,
  statusText,
  type HostOptions,
  type StartProblem,
  type Status,
} from '../../sandbox/index.js'
import { line, linesIn } from '../../lib/printable.js'
import { printLines, printNotices } from '../../ui/terminal.js'
import { interruptible } from '../../ui/interrupt.js'

export default class SandboxStart extends RelCommand {
  static override summary = 'Start an embedded GitHub with a demo team and clones of its repositories.'
  static override description =
    'The first start plays the beginning of the demo: `rel init` in both repositories, its adoption and the first deployment. It is kept in your cache folder, and later sandboxes begin with a copy of it: with tokens, ports and certificates of their own, and times of today.'
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
    ...beginFlags,
    strict: Flags.boolean({ summary: "Check every answer against GitHub's description.", default: false }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxStart)
    const before = await status(flags.dir)
    if (flags.fresh && exists(flags.dir))
      throw new RelError('usage', `There is a sandbox in ${before.dir} already.`, {
        hint: `rel sandbox reset --fresh --dir ${flags.dir}`,
      })
    if (before.running) return this.answer(before, `Already running.\n${statusText(before)}`, 'nothing-to-do')
    if (!flags.detach && this.jsonEnabled())
      throw new RelError('usage', 'A sandbox in the foreground has no --json answer.', {
        hint: 'Add --detach.',
      })
    const { port = 0 } = flags
    if (!(await isFree(port))) throw taken(port)
    const playing =
      'Playing the beginning of the demo, once for this version of rel: rel init, its adoption, the first deployment …'
    const snapshot = await interruptible(
      (stop) => snapshotFor(flags.dir, flags, stop, () => printNotices(linesIn(playing))),
      'Nothing was started.',
    )
    const options = { directory: before.dir, port, strict: flags.strict, snapshot }
    const adopting = flags.pack && snapshot === null
    if (!flags.detach) return this.serve(options, flags.pack)
    printNotices([line`Starting the sandbox in ${before.dir} …`])
    const started = await start(flags.dir, options)
    if ('error' in started) throw problem(started.error, port)
    if (adopting) await this.adopt(started.status)
    return this.answer(
      started.status,
      `${statusText(started.status)}\n\nNext:\n${next(started.status, flags.pack)}`,
    )
  }

  private async adopt(running: Status): Promise<void> {
    printNotices([line`Adopting the workflows of rel, and waiting until dev runs main …`])
    await adopt(running)
  }

  private async serve(options: HostOptions, pack: boolean): Promise<Report> {
    const ended = await serve(options, async (running) => {
      if (pack && options.snapshot === null) await this.adopt(running)
      printLines(
        linesIn(`${statusText(running)}\n\nIn another terminal:\n${next(running, pack)}\n\nCtrl-C stops it.`),
      )
    })
    if (ended) throw problem(ended, options.port)
    return this.answer(undefined, 'Stopped.')
  }
}

/** What to type next, in the clone of the first repository. */
function next({ dir, repositories }: Status, pack: boolean): string {
  const folder = relative(process.cwd(), repositories[0]?.clone ?? dir) || '.'
  const lines = pack
    ? [
        `cd ${folder}`,
        "git switch -c feature/hello && git commit --allow-empty -m 'Say hello'",
        'rel preview up',
      ]
    : [`cd ${folder}`, 'rel init']
  return lines.map((line) => `  ${line}`).join('\n')
}

const problem = ({ code, message }: StartProblem, port: number): RelError =>
  code === 'EADDRINUSE' ? taken(port) : new RelError('failed', message, { hint: 'rel sandbox status' })

const taken = (port: number): RelError =>
  new RelError('usage', `Port ${port} is taken.`, { hint: 'Choose another --port, or leave it out.' })
