import { isUnauthorised } from '../model/deploy-run.js'
import { RelError } from '../../errors.js'
import type { Plan } from '../plan/plan.js'
import type { Report } from '../plan/report.js'
import type { Progress } from '../plan/goal.js'

/** What following came to. `lines`: the last ones of the log of the step that failed. */
export interface RolloutOutcome {
  readonly progress: readonly Progress[]
  readonly timedOut: boolean
  readonly lines: readonly string[]
}

/** Of several goals the last one that tells it: a release goes through staging to production. */
export const lastValue = <Key extends 'url' | 'run'>(
  progress: readonly Progress[],
  key: Key,
): Progress[Key] | null => progress.findLast((one) => one[key] !== null)?.[key] ?? null

/** How the summary and the result of a command tell what followed. */
export type OutcomeView<P extends Plan> = (
  plan: P,
  progress: readonly Progress[],
) => { readonly summary: string; readonly result: unknown }

/** Most commands tell the address and the run of the last goal. */
export const lastGoal: OutcomeView<Plan> = ({ result }, progress) => ({
  summary: progress.map(({ sentence }) => sentence).join('\n'),
  result: { ...(result as object), url: lastValue(progress, 'url'), run: lastValue(progress, 'run') },
})

/** The report of the steps, and of what followed by itself. */
export function withOutcome<P extends Plan>(
  report: Report,
  plan: P,
  followed: RolloutOutcome,
  view: OutcomeView<P>,
): Report {
  const { progress, timedOut } = followed
  const told = { ...report, ...view(plan, progress) }
  const failure = failureIn(followed)
  if (failure) return { ...told, outcome: null, error: failure }
  if (progress.some(({ state }) => state === 'gated')) return { ...told, outcome: 'pending' }
  return timedOut ? { ...told, outcome: 'pending', error: timeout(progress) } : told
}

/** What went wrong on the way; null where nothing did. */
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
  return new RelError(code, message, { hint: `${again}The whole log: ${job.url}` })
}

function timeout(progress: readonly Progress[]): RelError {
  const waiting = progress.find(({ state }) => state === 'waiting')
  return new RelError(
    'timeout',
    `Time is up; GitHub goes on without rel. ${waiting?.sentence ?? ''}`.trim(),
    {
      hint: `Run the same command again to follow it${waiting?.run ? `, or see ${waiting.run.url}` : ''}.`,
    },
  )
}

/** The lines before the last error of a log, of its step alone, without their times; the end of a log that names none. */
export function lastLines(log: string): readonly string[] {
  const lines = linesOf(log)
  const end = lines.findLastIndex((line) => line.startsWith('##[error]'))
  const upTo = end < 0 ? lines : lines.slice(0, end + 1)
  return upTo
    .slice(upTo.findLastIndex((line) => line.startsWith('##[group]Run ')) + 1)
    .filter((line) => !/^##\[(group|endgroup)\]/.test(line))
    .slice(-10)
    .map((line) => line.replace(/^##\[error\]/, ''))
}

/** What `rel ci plan` says in a log where it decides that a run deploys nothing. */
export const decisionInLog = (log: string): readonly string[] =>
  linesOf(log).filter((line) => line.startsWith('Nothing to do: '))

const linesOf = (log: string): readonly string[] =>
  log
    .split('\n')
    .map((line) => line.replace(/^\uFEFF?\d{4}-\d\d-\d\dT[\d:.]+Z /, '').trimEnd())
    .filter((line) => line !== '')
