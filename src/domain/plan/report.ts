import { errorJson, exitCodes, RelError } from '../../errors.js'
import type { ShownCheck } from './check.js'
import { describe, type Plan, type Step } from './plan.js'

export interface StepReport {
  readonly step: Step
  readonly status: 'not-run' | 'running' | 'done' | 'failed' | 'planned'
  readonly error?: RelError
}

export type Outcome = 'done' | 'nothing-to-do' | 'planned' | 'pending'

/** What a command says, to people and programs alike. `outcome` is null when `error` says what went wrong; a timeout has both. */
export interface Report {
  readonly command: string
  readonly outcome: Outcome | null
  readonly steps: readonly StepReport[]
  readonly summary: string
  readonly warnings: readonly string[]
  /** What was looked at first; --json has it in the result. */
  readonly checks: readonly ShownCheck[]
  readonly result: unknown
  readonly error: RelError | null
}

/** What became of a plan: the first failure counts, then the refusal, then whether anything was to be done. */
export function reportOf(
  command: string,
  plan: Plan,
  steps: readonly StepReport[],
  refusal: RelError | null,
): Report {
  const error = steps.find((report) => report.error)?.error ?? refusal
  const done: Outcome =
    steps.length === 0 ? 'nothing-to-do' : steps[0]?.status === 'planned' ? 'planned' : 'done'
  const { summary, result, warnings = [], checks = [] } = plan
  return {
    command,
    outcome: error?.code === 'timeout' ? 'pending' : error ? null : done,
    steps,
    summary,
    warnings,
    checks,
    result,
    error,
  }
}

/** The report of a command that changes nothing. */
export const answered = (
  command: string,
  result: unknown,
  summary: string,
  outcome: Outcome = 'done',
): Report => ({
  command,
  outcome,
  steps: [],
  summary,
  warnings: [],
  checks: [],
  result,
  error: null,
})

/** The report of a command that could not begin. */
export const failed = (command: string, error: RelError): Report => ({
  ...answered(command, undefined, ''),
  outcome: null,
  error,
})

/** The steps are done: what went wrong while looking must not hide them. */
export const withFailure = (report: Report, error: unknown): Report => ({
  ...report,
  outcome: null,
  error: RelError.from(error),
})

/** What was left for afterwards, beside what followed. */
export const withLaterSteps = (report: Report, { steps, error }: Report): Report =>
  error ? { ...report, steps, outcome: null, error } : { ...report, steps }

/** One more round of the same: what was looked at before each is told. */
export const withEarlierChecks = (report: Report, next: Report): Report => ({
  ...next,
  checks: [...report.checks, ...next.checks],
})

export const exitCodeOf = ({ error, outcome }: Report): number =>
  error ? exitCodes[error.code] : outcome === 'pending' ? exitCodes.timeout : 0

/** The report as --json prints it: docs/json.md. */
export function toJson({ command, outcome, steps, warnings, result, error }: Report): object {
  const details = {
    ...(warnings.length > 0 && { warnings }),
    ...(result !== undefined && { result }),
  }
  const listed = steps.map(({ step, status }) => ({ ...step, summary: describe(step), status }))
  if (!error) return { command, outcome, steps: listed, ...details }
  const pending = outcome === null ? {} : { outcome }
  return {
    command,
    ...pending,
    error: errorJson(error),
    ...(listed.length > 0 && { steps: listed }),
    ...details,
  }
}
