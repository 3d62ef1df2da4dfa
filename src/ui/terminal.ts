import { escapedJson, type Printable } from '../lib/printable.js'
import type { Report } from '../domain/plan/report.js'
import { renderError, renderReport, renderWarning } from './report.js'
import { wrapped } from './wrap.js'

/**
 * The only place that writes to stdout and stderr. In a job of GitHub Actions a line that begins with `::` is a command to the
 * runner, and one with `##[` was: a space makes it text.
 */
function write(stream: 'stdout' | 'stderr', lines: readonly Printable[]): void {
  if (lines.length === 0) return
  const { isTTY, columns } = process[stream]
  const texts = lines.flatMap((line) => wrapped(String(line), isTTY ? columns : Infinity))
  const isJob = process.env['GITHUB_ACTIONS'] === 'true'
  const shown = isJob ? texts.map(withoutCommands) : texts
  process[stream].write(`${shown.join('\n')}\n`)
}
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
  printNotices(report.warnings.flatMap(renderWarning))
  printLines(result ?? renderReport(report))
  if (report.error) printNotices(renderError(report.error))
}

/** Not `process.exit`: what is still being written to a pipe must arrive. */
export function setExitCode(code: number): void {
  process.exitCode = code
}

/** Whether a list can be redrawn on stderr. */
export const canRedraw = (): boolean => process.stderr.isTTY === true && process.env['TERM'] !== 'dumb'

/** The width of tables on stdout: the terminal's; without one they are as wide as they need. */
export const tableWidth = (): number => (process.stdout.isTTY ? process.stdout.columns : Infinity)
