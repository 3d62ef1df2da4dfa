import { errorJson, exitCodes, RelError } from '../../errors.js'
import type { ShownCheck } from './check.js'
import { describe, type Plan, type Step } from './plan.js'

export interface StepReport {
  readonly step: Step
  readonly status: 'not-run' | 'running' | 'done' | 'failed' | 'planned'
  readonly error?: RelError
}

export type Outcome = 'done' | 'nothing-to-do' | 'planned' | 'pending'

/** The report of a command, printed as text or JSON. `outcome` is null if there is an `error`; a timeout has both. */
export interface Report {
  readonly command: string
  readonly outcome: Outcome | null
  readonly steps: readonly StepReport[]
  readonly summary: string
  readonly warnings: readonly string[]
  /** The checks made before the first step; --json has them in the result. */
  readonly checks: readonly ShownCheck[]
  readonly result: unknown
  readonly error: RelError | null
}

/** The report of a plan: the first failed step decides, then the refusal, then whether there were steps. */
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

/** The report of a command that could not start. */
export const failed = (command: string, error: RelError): Report => ({
  ...answered(command, undefined, ''),
  outcome: null,
  error,
})

/** Adds an error that came after the steps, without hiding them. */
export const withFailure = (report: Report, error: unknown): Report => ({
  ...report,
  outcome: null,
  error: RelError.from(error),
})

/** Adds the steps of a later plan. */
export const withLaterSteps = (report: Report, { steps, error }: Report): Report =>
  error ? { ...report, steps, outcome: null, error } : { ...report, steps }

/** The report of the next round, with the checks of the rounds before it. */
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
