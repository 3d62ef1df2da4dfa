import type { Report } from '../domain/plan/report.js'
import { renderError, renderReport, renderWarning } from './report.js'

/** The result on stdout, everything else on stderr. */
export function printReport(report: Report): void {
  for (const warning of report.warnings) process.stderr.write(`${renderWarning(warning)}\n`)
  const text = renderReport(report)
  if (text) process.stdout.write(`${text}\n`)
  if (report.error) process.stderr.write(`${renderError(report.error)}\n`)
}

/** Not `process.exit`: what is still being written to a pipe must arrive. */
export function setExitCode(code: number): void {
  process.exitCode = code
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
