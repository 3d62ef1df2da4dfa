import chalk, { chalkStderr } from 'chalk'
import type { ShownCheck } from '../domain/plan/check.js'
import { describe } from '../domain/plan/plan.js'
import type { Report, StepReport } from '../domain/plan/report.js'
import { errorText, type RelError } from '../errors.js'

const marks: Record<StepReport['status'], string> = {
  done: chalk.green('✓'),
  failed: chalk.red('✗ failed:'),
  planned: 'would:',
  'not-run': '· not run:',
  running: '…',
}

/** What people read on stdout: what became of each step, and how things stand now. */
export function renderReport({ steps, summary, outcome, error, checks }: Report): string {
  const done = steps.map(({ step, status }) => `${marks[status]} ${describe(step)}`)
  const lines = [...renderChecks(checks, chalk), ...done]
  if (error || (outcome === 'planned' && steps.length > 0)) return lines.join('\n')
  if (outcome === 'nothing-to-do') return [...lines, `Nothing to do: ${summary}`].join('\n')
  return [...lines, summary].join('\n')
}

/** A preflight, a line for each check; below one that failed, what to do. */
export function renderChecks(
  checks: readonly ShownCheck[],
  { green, red, yellow }: Colours,
): readonly string[] {
  const width = Math.max(...checks.map(({ name }) => name.length)) // rel's own words: a column each
  const mark = { passed: green('✓'), failed: red('✗'), forced: yellow('!') }
  return checks.flatMap(({ name, status, finding, remedy }) => [
    `${mark[status]} ${name.padEnd(width)}  ${status === 'forced' ? 'forced: ' : ''}${finding}`,
    ...(status === 'failed' ? [`  ${' '.repeat(width)}  ${remedy}`] : []),
  ])
}
type Colours = Pick<typeof chalk, 'green' | 'red' | 'yellow'>

/** What people read on stderr. */
export const renderError = (error: RelError): string => errorText(error, chalkStderr)

export const renderWarning = (warning: string): string => `${chalkStderr.yellow('Warning:')} ${warning}`
