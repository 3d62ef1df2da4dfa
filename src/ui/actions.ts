import { randomUUID } from 'node:crypto'
import { appendFile } from 'node:fs/promises'
import type { CiResult } from '../domain/ci/event.js'
import { describe } from '../domain/plan/plan.js'
import type { Report } from '../domain/plan/report.js'

/** The outputs of a step in the form of GITHUB_OUTPUT. The delimiter is random: no value can end itself early. */
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

/** What a person reads on the page of the run. */
export function summaryText(report: Report, why: readonly string[]): string {
  const done = report.steps.map(({ step, status }) => `- ${plain(describe(step))} (${status})`)
  const reasons = why.map((line) => `- ${plain(line)}`)
  const warnings = report.warnings.map((line) => `- Warning: ${plain(line)}`)
  const end = report.error ? ['', `**${plain(report.error.message)}** ${plain(report.error.hint ?? '')}`] : []
  return [`### rel ${report.command}`, '', ...reasons, ...done, ...warnings, ...end, ''].join('\n')
}

/** Names of branches come from anybody: nothing in them may be read as markup. */
const plain = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>|~]/g, '\\$&').replaceAll(/\s+/g, ' ')

/** A third rendering of the report, beside text and JSON: outputs for the jobs, a summary for people. Outside Actions, nothing. */
export async function writeActionsOutput(report: Report, { outputs, why }: CiResult): Promise<void> {
  const { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary } = process.env
  if (output && !report.error) await appendFile(output, outputsText(outputs))
  if (summary) await appendFile(summary, summaryText(report, why))
}
