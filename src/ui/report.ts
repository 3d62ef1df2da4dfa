import chalk, { chalkStderr } from 'chalk'
import { describe } from '../domain/plan.js'
import type { Report, StepReport } from '../domain/report.js'
import type { RelError } from '../errors.js'

const marks: Record<StepReport['status'], string> = {
  done: chalk.green('✓'),
  failed: chalk.red('✗ failed:'),
  planned: 'would:',
  'not-run': '· not run:',
  running: '…',
}

/** What people read on stdout: what became of each step, and how things stand now. */
export function renderReport({ steps, summary, outcome, error }: Report): string {
  const lines = steps.map(({ step, status }) => `${marks[status]} ${describe(step)}`)
  if (error || outcome === 'planned') return lines.join('\n')
  if (outcome === 'nothing-to-do') return `Nothing to do: ${summary}`
  return [...lines, summary].join('\n')
}

/** What people read on stderr. The first word says what kind of line it is, so that no meaning hangs on the colour. */
export const renderError = ({ message, hint }: RelError): string =>
  [`${chalkStderr.red('Error:')} ${message}`, ...(hint ? [`${chalkStderr.bold('Hint:')} ${hint}`] : [])].join(
    '\n',
  )

export const renderWarning = (warning: string): string => `${chalkStderr.yellow('Warning:')} ${warning}`
