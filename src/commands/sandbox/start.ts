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
  static override summary = 'Start an embedded GitHub with demo users and repositories.'
  static override description =
    'Use it to try rel without GitHub. Creates the organization acme with two repositories and clones them into the sandbox folder. The first start on this machine also runs `rel init` and a first deployment, and caches the result for later sandboxes. Runs until Ctrl-C; with --detach, in the background until `rel sandbox stop`.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --detach',
    '<%= config.bin %> <%= command.id %> --dir /tmp/rehearsal --port 8473',
  ]
  static override flags = {
    ...sandboxFlags,
    port: Flags.integer({
      summary: 'Port to listen on (default: the previous one, or any free port).',
      min: 1,
      max: 65_535,
      helpValue: 'NUMBER',
    }),
    detach: Flags.boolean({ summary: 'Run in the background; return when it is ready.', default: false }),
    ...beginFlags,
    strict: Flags.boolean({
      summary: "Check every answer against GitHub's API description.",
      default: false,
    }),
  }

  async run(): Promise<Report> {
    const { flags } = await this.parse(SandboxStart)
    const before = await status(flags.dir)
    if (flags.fresh && exists(flags.dir))
      throw new RelError('usage', `There is already a sandbox in ${before.dir}.`, {
        hint: `Run \`rel sandbox reset --fresh --dir ${flags.dir}\`.`,
      })
    if (before.running) return this.answer(before, `Already running.\n${statusText(before)}`, 'nothing-to-do')
    if (!flags.detach && this.jsonEnabled())
      throw new RelError('usage', '--json requires --detach.', {
        hint: 'Add --detach.',
      })
    const { port = 0 } = flags
    if (!(await isFree(port))) throw portInUse(port)
    const settingUp = 'Setting up the demo, once for this version of rel: rel init and a first deployment …'
    const snapshot = await interruptible(
      (stop) => snapshotFor(flags.dir, flags, stop, () => printNotices(linesIn(settingUp))),
      'Cancelled. Nothing was started.',
    )
    const options = { directory: before.dir, port, strict: flags.strict, snapshot }
    const mustAdopt = flags.pack && snapshot === null
    if (!flags.detach) return this.serve(options, flags.pack)
    printNotices([line`Starting the sandbox in ${before.dir} …`])
    const started = await start(flags.dir, options)
    if ('error' in started) throw problem(started.error, port)
    if (mustAdopt) await this.adopt(started.status)
    return this.answer(
      started.status,
      `${statusText(started.status)}\n\nNext:\n${next(started.status, flags.pack)}`,
    )
  }

  private async adopt(running: Status): Promise<void> {
    printNotices([line`Setting up rel and deploying main to dev …`])
    await adopt(running)
  }

  private async serve(options: HostOptions, pack: boolean): Promise<Report> {
    const ended = await serve(options, async (running) => {
      if (pack && options.snapshot === null) await this.adopt(running)
      printLines(
        linesIn(
          `${statusText(running)}\n\nIn another terminal:\n${next(running, pack)}\n\nPress Ctrl-C to stop it.`,
        ),
      )
    })
    if (ended) throw problem(ended, options.port)
    return this.answer(undefined, 'Stopped.')
  }
}

/** The commands to type next, in the clone of the first repository. */
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
  code === 'EADDRINUSE'
    ? portInUse(port)
    : new RelError('failed', message, { hint: 'Run `rel sandbox status`.' })

const portInUse = (port: number): RelError =>
  new RelError('usage', `Port ${port} is in use.`, { hint: 'Pass another --port, or omit it.' })
