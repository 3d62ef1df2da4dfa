import { isUnauthorised } from '../model/deploy-run.js'
import { RelError } from '../../errors.js'
import { durationText } from '../../lib/duration.js'
import type { Plan } from '../plan/plan.js'
import type { Report } from '../plan/report.js'
import type { Progress } from '../plan/goal.js'

/** The result of following goals. `lines`: the last log lines of the failed step. */
export interface RolloutOutcome {
  readonly progress: readonly Progress[]
  /** The timeout in milliseconds, if it passed before every goal was over; else null. */
  readonly timedOutAfter: number | null
  readonly lines: readonly string[]
}

/** The value of the last goal that has it: a release goes through staging to production. */
export const lastValue = <Key extends 'url' | 'run'>(
  progress: readonly Progress[],
  key: Key,
): Progress[Key] | null => progress.findLast((item) => item[key] !== null)?.[key] ?? null

/** Makes the summary and the result of a command from the progress of its goals. */
export type OutcomeView<P extends Plan> = (
  plan: P,
  progress: readonly Progress[],
) => { readonly summary: string; readonly result: unknown }

/** The view of most commands: a sentence for each goal, and the URL and run of the last one. */
export const lastGoal: OutcomeView<Plan> = ({ result }, progress) => ({
  summary: progress.map(({ sentence }) => sentence).join('\n'),
  result: { ...(result as object), url: lastValue(progress, 'url'), run: lastValue(progress, 'run') },
})

/** The report of the steps, with the outcome of the deployments that followed. */
export function withOutcome<P extends Plan>(
  report: Report,
  plan: P,
  followed: RolloutOutcome,
  view: OutcomeView<P>,
): Report {
  const { progress, timedOutAfter } = followed
  const complete = { ...report, ...view(plan, progress) }
  const failure = failureIn(followed)
  if (failure) return { ...complete, outcome: null, error: failure }
  if (progress.some(({ state }) => state === 'gated')) return { ...complete, outcome: 'pending' }
  return timedOutAfter === null
    ? complete
    : { ...complete, outcome: 'pending', error: timeout(progress, timedOutAfter) }
}

/** The error of the first failed goal; null without a failure. */
export function failureIn({ progress, lines }: RolloutOutcome): RelError | null {
  const failed = progress.find(({ state }) => state === 'failed')
  return failed ? failureOf(failed, lines) : null
}

function failureOf(
  { goal, sentence, hint, jobs, answer, again }: Progress,
  lines: readonly string[],
): RelError {
  const code = goal.rejecting !== undefined && isUnauthorised(jobs) ? 'permission' : 'run-failed'
  if (answer) return new RelError(answer, sentence, { hint })
  const job = jobs.find(({ state }) => state === 'failed')
  const quoted = lines.map((line) => `  ${line}`)
  if (!job) return new RelError('run-failed', [sentence, ...quoted].join('\n'), { hint })
  const where = job.step ? `${job.name} failed at the step "${job.step}"` : `${job.name} failed`
  const message = [`${sentence} ${where}:`, ...quoted].join('\n')
  return new RelError(code, message, { hint: `${again}Full log: ${job.url}` })
}

function timeout(progress: readonly Progress[], after: number): RelError {
  const waiting = progress.find(({ state }) => state === 'waiting')
  return new RelError(
    'timeout',
    `Timed out after ${durationText(after)}; the run continues on GitHub. ${waiting?.sentence ?? ''}`.trim(),
    {
      hint: `Run the same command again to keep watching${waiting?.run ? `, or see ${waiting.run.url}` : ''}.`,
    },
  )
}

/** The log lines up to the last error, from the same step, without timestamps; without an error the end of the log. At most 10. */
export function lastLines(log: string): readonly string[] {
  const lines = linesOf(log)
  const end = lines.findLastIndex((line) => line.startsWith('##[error]'))
  const untilError = end < 0 ? lines : lines.slice(0, end + 1)
  return untilError
    .slice(untilError.findLastIndex((line) => line.startsWith('##[group]Run ')) + 1)
    .filter((line) => !/^##\[(group|endgroup)\]/.test(line))
    .slice(-10)
    .map((line) => line.replace(/^##\[error\]/, ''))
}

const decisionPrefix = 'Decision: '
/** The reasons of a command that decides, marked so that they are found in the log of its job. */
export const decisionText = (reasons: string): string =>
  reasons
    .split('\n')
    .filter((reason) => reason !== '')
    .map((reason) => `${decisionPrefix}${reason}`)
    .join('\n')

/** The log lines in which `rel ci plan` explains why a run deploys nothing. */
export const decisionInLog = (log: string): readonly string[] =>
  linesOf(log).filter((line) => line.startsWith(decisionPrefix))

const linesOf = (log: string): readonly string[] =>
  log
    .split('\n')
    .map((line) => line.replace(/^\uFEFF?\d{4}-\d\d-\d\dT[\d:.]+Z /, '').trimEnd())
    .filter((line) => line !== '')
