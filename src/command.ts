import { Command, Flags } from '@oclif/core'
import type { Planner } from './carry-out.js'
import type { Context } from './context.js'
import type { CiResult } from './domain/ci/event.js'
import type { Plan } from './domain/plan/plan.js'
import { decisionText, type OutcomeView } from './domain/rollout/outcome.js'
import { answered, exitCodeOf, failed, toJson, type Outcome, type Report } from './domain/plan/report.js'
import { RelError } from './errors.js'
import { printable, type Printable } from './lib/printable.js'
import { printJson, printNotices, printReport, setExitCode } from './ui/terminal.js'

interface WriteFlags {
  'dry-run': boolean
  yes: boolean
  'no-wait'?: boolean
  timeout?: number
  interval?: number
}
interface RepositoryFlags {
  repo?: string | readonly string[] | undefined
  cwd?: string | undefined
}

/** The base of all commands: prints one object for --json or one text, and handles every error. */
export abstract class RelCommand extends Command {
  static override enableJsonFlag = true
  /** The flag that oclif adds, with a text of rel. */
  static override baseFlags = {
    json: Flags.boolean({ summary: 'Print the result as JSON.', helpGroup: 'GLOBAL' }),
  }

  /** Reports the result of a command that writes nothing to GitHub; `text` is printed without --json. */
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

  /** The command as typed, such as `qa deploy`; an alias is replaced by the command. */
  protected name(): string {
    return (this.id ?? '').replaceAll(':', ' ')
  }

  protected override toSuccessJson(report: Report): object {
    return toJson(report)
  }

  /** Also JSON may be read on a terminal. */
  override logJson(json: unknown): void {
    printJson(json)
  }

  /** Every error of the parser is a usage error, although oclif does not mark all of them. */
  protected override parse: Command['parse'] = (...options) =>
    super.parse(...options).catch((error) => {
      throw RelError.usage(error, this.name())
    })

  /** Turns every error into a report. `super.catch` would print oclif's text and exit with another status. */
  protected override catch(error: Error): Promise<void> {
    const report = this.end(failed(this.name(), RelError.from(error)))
    if (this.jsonEnabled()) this.logJson(toJson(report))
    return Promise.resolve()
  }
}

/** A command that works on a repository on GitHub. */
export abstract class GitHubCommand extends RelCommand {
  static override baseFlags = {
    ...RelCommand.baseFlags,
    repo: Flags.string({
      char: 'R',
      summary: 'Repository (default: from the git remotes, upstream, github and origin first).',
      env: 'REL_REPO',
      helpValue: '[HOST/]OWNER/NAME',
      helpGroup: 'GLOBAL',
    }),
    cwd: Flags.directory({
      summary: 'Run in this folder instead of the current one.',
      helpValue: 'DIR',
      exists: true,
      helpGroup: 'GLOBAL',
    }),
  }

  /** Imported on demand: commands without network need not load the client. */
  protected async context(flags: RepositoryFlags): Promise<Context> {
    const { createContext } = await import('./context.js')
    return createContext({
      ...flags,
      json: this.jsonEnabled(),
      userAgent: this.config.userAgent,
      notice: (text) => printNotices([printable(text)]),
    })
  }

  protected async carryOut<P extends Plan>(
    readPlan: Planner<P>,
    context: Context,
    flags: WriteFlags,
    view?: OutcomeView<P>,
  ): Promise<Report> {
    const { carryOut } = await import('./carry-out.js')
    const options = {
      command: this.name(),
      dryRun: flags['dry-run'],
      yes: flags.yes,
      silent: this.jsonEnabled(),
      patience: flags['no-wait'] ? null : { timeout: flags.timeout ?? 0, interval: flags.interval ?? 0 },
    }
    return this.end(await carryOut(readPlan, context, options, view))
  }
}

/** A command for the jobs of the workflow pack: it never prompts, and reports to step outputs and the job summary. */
export abstract class CiCommand extends GitHubCommand {
  static override hidden = true

  protected async decide(
    context: Context,
    readPlan: (isSecondRead: boolean) => Promise<Plan<CiResult>>,
  ): Promise<Report> {
    let result: CiResult = { why: [], outputs: {} }
    const report = await this.carryOut(
      async ({ before }) => {
        const plan = await readPlan(before !== null)
        result = plan.result
        return plan
      },
      context,
      { 'dry-run': false, yes: true, timeout: 30 * 60_000, interval: 2000 },
    )
    const { writeActionsOutput } = await import('./ui/actions.js')
    await writeActionsOutput(report, result)
    return report
  }

  /** The command decides what later steps or jobs do: its answer is a result, also without a step. */
  protected readonly decides: boolean = false

  protected override end(report: Report, lines: readonly Printable[] | null = null): Report {
    return this.decides && report.outcome === 'nothing-to-do'
      ? super.end({ ...report, outcome: 'done', summary: decisionText(report.summary) }, lines)
      : super.end(report, lines)
  }

  /** Also writes the error to the job summary: of a step with `continue-on-error` nothing else is visible. */
  protected override async catch(error: Error): Promise<void> {
    const { writeActionsOutput } = await import('./ui/actions.js')
    await writeActionsOutput(failed(this.name(), RelError.from(error)), { why: [], outputs: {} })
    return super.catch(error)
  }
}
