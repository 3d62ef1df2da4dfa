import chalk, { chalkStderr, type ChalkInstance } from 'chalk'
import type { Printable } from '../lib/printable.js'
import { line, linesIn, printable } from '../lib/printable.js'
import type { ShownCheck } from '../domain/plan/check.js'
import { describe } from '../domain/plan/plan.js'
import type { Report, StepReport } from '../domain/plan/report.js'
import { errorLines, type RelError } from '../errors.js'
import { readable } from './time.js'

const marks: Record<StepReport['status'], Printable> = {
  done: printable('✓').styled(chalk.green),
  failed: line`${printable('✗').styled(chalk.red)} failed:`,
  planned: printable('would:'),
  'not-run': printable('· not run:'),
  running: printable('…'),
}

/** What people read on stdout: what became of each step, and the state now. */
export function renderReport({ steps, summary, outcome, error, checks }: Report): readonly Printable[] {
  const done = steps.map(({ step, status }) => line`${marks[status]} ${readable(describe(step))}`)
  const lines = [...renderChecks(checks, chalk), ...done]
  if (error || summary === '' || (outcome === 'planned' && steps.length > 0)) return lines
  return [...lines, ...linesIn(readable(outcome === 'nothing-to-do' ? `Nothing to do: ${summary}` : summary))]
}

/** Checks, a line for each; below one that failed, what to do. */
export function renderChecks(
  checks: readonly ShownCheck[],
  { green, red, yellow }: Pick<ChalkInstance, 'green' | 'red' | 'yellow'>,
): readonly Printable[] {
  const names = checks.map(({ name }) => printable(name))
  const width = Math.max(0, ...names.map((name) => String(name).length))
  const mark = {
    passed: printable('✓').styled(green),
    failed: printable('✗').styled(red),
    forced: printable('!').styled(yellow),
  }
  return checks.flatMap(({ status, finding, remedy }, index) => {
    const name = String(names[index]).padEnd(width)
    return [
      line`${mark[status]} ${name}  ${status === 'forced' ? 'overridden: ' : ''}${readable(finding)}`,
      ...(status === 'failed' ? [line`  ${' '.repeat(width)}  ${readable(remedy)}`] : []),
    ]
  })
}

/** What people read on stderr. */
export const renderError = ({ message, hint }: RelError): readonly Printable[] =>
  errorLines({ message: readable(message), hint: hint && readable(hint) }, chalkStderr)

export const renderWarning = (warning: string): readonly Printable[] => {
  const [first, ...rest] = linesIn(readable(warning))
  return [line`${printable('Warning:').styled(chalkStderr.yellow)} ${first!}`, ...rest]
}
