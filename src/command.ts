import { Command, Flags } from '@oclif/core'
import type { Planner } from './carry-out.js'
import type { Context } from './context.js'
import type { CiResult } from './domain/ci/event.js'
import type { Plan } from './domain/plan/plan.js'
import type { OutcomeView } from './domain/rollout/outcome.js'
import { answered, exitCodeOf, failed, toJson, type Outcome, type Report } from './domain/plan/report.js'
import { RelError } from './errors.js'
import type { Printable } from './lib/printable.js'
import { printJson, printReport, setExitCode } from './ui/terminal.js'

interface WriteFlags {
  'dry-run': boolean
  yes: boolean
  'no-wait'?: boolean
  timeout?: number
  interval?: number
}
interface PlaceFlags {
  repo?: string | undefined
  cwd?: string | undefined
}

/** What every command shares: one object for --json, one text for people, one catch. */
export abstract class RelCommand extends Command {
  static override enableJsonFlag = true

  /** Prints the result of a command that writes nothing to GitHub. `text` is what people read. */
  protected answer(
    result: unknown,
    text: string | readonly Printable[],
    outcome: Outcome = 'done',
    warnings: readonly string[] = [],
  ): Report {
    const [summary, lines] = typeof text === 'string' ? [text, null] : ['', text]
    return this.end({ ...answered(this.name(), result, summary, outcome), warnings }, lines)
  }

  /** `lines`: what people read instead of the summary. */
  protected end(report: Report, lines: readonly Printable[] | null = null): Report {
    if (!this.jsonEnabled()) printReport(report, lines)
    setExitCode(exitCodeOf(report))
    return report
  }

  /** The command as people type it, whatever alias they typed. */
  protected name(): string {
    return (this.id ?? '').replaceAll(':', ' ')
  }

  protected override toSuccessJson(report: Report): object {
    return toJson(report)
  }

  /** JSON is for programs and may be read on a terminal all the same. */
  override logJson(json: unknown): void {
    printJson(json)
  }

  /** Whatever the parser throws is the user's words; not all of its errors say so. */
  protected override parse: Command['parse'] = (...words) =>
    super.parse(...words).catch((error) => {
      throw RelError.usage(error)
    })

  /** The one catch: anything thrown becomes a report. `super.catch` would print oclif's own text, and another exit status. */
  protected override catch(error: Error): Promise<void> {
    const report = this.end(failed(this.name(), RelError.from(error)))
    if (this.jsonEnabled()) this.logJson(toJson(report))
    return Promise.resolve()
  }
}

/** A command about a repository on GitHub. */
export abstract class GitHubCommand extends RelCommand {
  static override baseFlags = {
    repo: Flags.string({
      char: 'R',
      summary: 'The repository, as OWNER/NAME (default: the remote upstream, github or origin).',
      env: 'REL_REPO',
      helpGroup: 'GLOBAL',
    }),
    cwd: Flags.directory({ summary: 'Run as if started in this folder.', exists: true, helpGroup: 'GLOBAL' }),
  }

  /** Loaded here, so that a command without network does not pay for the client. */
  protected async context(flags: PlaceFlags): Promise<Context> {
    const { createContext } = await import('./context.js')
    return createContext({ ...flags, json: this.jsonEnabled(), userAgent: this.config.userAgent })
  }

  protected async carryOut<P extends Plan>(
    look: Planner<P>,
    context: Context,
    flags: WriteFlags,
    view?: OutcomeView<P>,
  ): Promise<Report> {
    const { carryOut } = await import('./carry-out.js')
    const manner = {
      command: this.name(),
      dryRun: flags['dry-run'],
      yes: flags.yes,
      silent: this.jsonEnabled(),
      patience: flags['no-wait'] ? null : { timeout: flags.timeout ?? 0, interval: flags.interval ?? 0 },
    }
    return this.end(await carryOut(look, context, manner, view))
  }
}

/** What the jobs of the workflow pack call: it asks nobody, and its result is for the next steps and the page of the run. */
export abstract class CiCommand extends GitHubCommand {
  static override hidden = true

  protected async decide(
    context: Context,
    look: (again: boolean) => Promise<Plan<CiResult>>,
  ): Promise<Report> {
    let seen: CiResult = { why: [], outputs: {} }
    const report = await this.carryOut(
      async ({ before }) => {
        const plan = await look(before !== null)
        seen = plan.result
        return plan
      },
      context,
      { 'dry-run': false, yes: true, timeout: 30 * 60_000, interval: 2000 },
    )
    const { writeActionsOutput: tellActions } = await import('./ui/actions.js')
    await tellActions(report, seen)
    return report
  }

  /** A step that may fail shows nothing but its summary. */
  protected override async catch(error: Error): Promise<void> {
    const { writeActionsOutput: tellActions } = await import('./ui/actions.js')
    await tellActions(failed(this.name(), RelError.from(error)), { why: [], outputs: {} })
    return super.catch(error)
  }
}
