import { escapedJson, type Printable } from '../lib/printable.js'
import type { Report } from '../domain/plan/report.js'
import { renderError, renderReport, renderWarning } from './report.js'
import { wrapped } from './wrap.js'

/**
 * The only place that writes to stdout and stderr. In a job of GitHub Actions a line that begins with `::` is a command to the
 * runner, and one with `##[` was: a space makes it text.
 */
function write(stream: 'stdout' | 'stderr', lines: readonly (Printable | string)[]): void {
  if (lines.length === 0) return
  const texts = lines.map(String)
  const isJob = process.env['GITHUB_ACTIONS'] === 'true'
  process[stream].write(`${(isJob ? texts.map(withoutCommands) : texts).join('\n')}\n`)
}

/** Messages are wrapped at words; diffs, tables and documents are written as they are. */
const wrap = (stream: 'stdout' | 'stderr', lines: readonly Printable[]): readonly string[] =>
  lines.flatMap((line) => wrapped(String(line), widthOf(stream)))

/** The columns of a terminal; of a pipe, or a terminal that does not tell (0), as many as a line needs. */
const widthOf = (stream: 'stdout' | 'stderr'): number =>
  (process[stream].isTTY && process[stream].columns) || Infinity
const withoutCommands = (text: string): string => text.replace(/^(\s*:):/, '$1 :').replaceAll('##[', '## [')

/** The result of a command. */
export const printLines = (lines: readonly Printable[]): void => write('stdout', lines)

/** One object; characters that would steer a terminal are escaped. */
export function printJson(value: unknown): void {
  process.stdout.write(`${escapedJson(JSON.stringify(value, null, 2))}\n`)
}

/** Everything else: warnings, errors, progress, questions. */
export const printNotices = (lines: readonly Printable[]): void => write('stderr', lines)

/** The result on stdout, everything else on stderr. `result`: what people read instead of the report's summary. */
export function printReport(report: Report, result: readonly Printable[] | null = null): void {
  write('stderr', wrap('stderr', report.warnings.flatMap(renderWarning)))
  write('stdout', result ?? wrap('stdout', renderReport(report)))
  if (report.error) write('stderr', wrap('stderr', renderError(report.error)))
}

/** Not `process.exit`: what is still being written to a pipe must arrive. */
export function setExitCode(code: number): void {
  process.exitCode = code
}

/** Whether a list can be redrawn on stderr. */
export const canRedraw = (): boolean => process.stderr.isTTY === true && process.env['TERM'] !== 'dumb'

/** The width of tables on stdout: the terminal's; without one they are as wide as they need. */
export const tableWidth = (): number => widthOf('stdout')
