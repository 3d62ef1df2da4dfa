import { randomUUID } from 'node:crypto'
import { appendFile } from 'node:fs/promises'
import type { CiResult } from '../domain/ci/event.js'
import { oneLine } from '../lib/printable.js'
import { describe } from '../domain/plan/plan.js'
import type { Report } from '../domain/plan/report.js'

/** The outputs of a step in the format of GITHUB_OUTPUT. Delimiters are random, so that no value can contain its own. */
export const outputsText = (
  outputs: Readonly<Record<string, string>>,
  delimiter: () => string = () => `rel-${randomUUID()}`,
): string =>
  Object.entries(outputs)
    .map(([name, value]) => {
      const end = delimiter()
      return `${name}<<${end}\n${value}\n${end}\n`
    })
    .join('')

/** The Markdown summary on the page of the run. */
export function summaryText(report: Report, why: readonly string[]): string {
  const done = report.steps.map(({ step, status }) => `- ${plain(describe(step))} (${status})`)
  const reasons = why.map((line) => `- ${plain(line)}`)
  const warnings = report.warnings.map((line) => `- Warning: ${plain(line)}`)
  const end = report.error ? ['', `**${plain(report.error.message)}** ${plain(report.error.hint ?? '')}`] : []
  return [`### rel ${report.command}`, '', ...reasons, ...done, ...warnings, ...end, ''].join('\n')
}

/** Text of others, such as branch names, without markup and without characters that reorder or hide it. */
const plain = (text: string): string =>
  oneLine(text)
    .replaceAll(/[\\`*_{}[\]<>|~]/g, '\\$&')
    .replaceAll(/\s+/g, ' ')

/** Writes the outputs of a step and its summary; nothing outside of GitHub Actions. */
export async function writeActionsOutput(report: Report, { outputs, why }: CiResult): Promise<void> {
  const { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary } = process.env
  if (output && !report.error) await appendFile(output, outputsText(outputs))
  if (summary) await appendFile(summary, summaryText(report, why))
}
