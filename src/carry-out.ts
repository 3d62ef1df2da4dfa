import { apply } from './apply.js'
import type { Context } from './context.js'
import { withoutNext, type Answers, type Plan, type Step } from './domain/plan/plan.js'
import type { Goal } from './domain/plan/goal.js'
import type { Refusal } from './domain/plan/refusal.js'
import {
  withLaterSteps,
  withFailure,
  withEarlierChecks,
  reportOf,
  type Report,
  type StepReport,
} from './domain/plan/report.js'
import { RelError } from './errors.js'
import { follow, pauses, type PollOptions } from './follow.js'
import {
  failureIn,
  lastGoal,
  withOutcome,
  type RolloutOutcome,
  type OutcomeView,
} from './domain/rollout/outcome.js'
import { showPlan, printChanges } from './ui/diff.js'
import { following } from './ui/live-goals.js'
import { interruptible } from './ui/interrupt.js'
import { progress } from './ui/live-steps.js'
import { choose, confirm } from './ui/prompt.js'

/** Reads the facts and plans. `before`: the plan whose steps were just done; null at first. `answers`: the user's choices. */
export type Planner<P extends Plan> = (context: { before: P | null; answers: Answers }) => Promise<P>

export interface RunOptions {
  readonly command: string
  readonly dryRun: boolean
  readonly yes: boolean
  /** Print no progress, as with --json. */
  readonly silent: boolean
  /** How long to watch the deployments that the steps start; null: do not watch. */
  readonly patience: PollOptions | null
}

/** Plans again after the steps of a plan. */
type Replan<P> = (before: P) => Promise<P>

type WatchContext = Omit<RunContext<Plan>, 'view'>

interface RunContext<P extends Plan> {
  readonly context: Context
  readonly options: RunOptions
  readonly signal: AbortSignal
  readonly view: OutcomeView<P>
}

/**
 * Plans, asks for confirmation once, writes and watches. Plans again where others may have written in between, or where steps are
 * left for later. A step that was done is never repeated: if it is planned again, GitHub has not caught up yet.
 */
export async function carryOut<P extends Plan>(
  makePlan: Planner<P>,
  context: Context,
  options: RunOptions,
  view: OutcomeView<P> = lastGoal,
): Promise<Report> {
  const { plan: first, answers } = await planWithAnswers(makePlan, context, options)
  if (options.dryRun) {
    if (first.changes && !options.silent) await printChanges(first.changes)
    return dryRunReport(first, options)
  }
  if (first.question && first.steps.length > 0 && !options.yes) {
    if (first.changes && context.interactive) await showPlan(first.changes, first.steps)
    await confirm({ ...first, question: first.question }, context.interactive)
  }

  return interruptible(
    (signal) => {
      const run = { context, options, signal, view }
      const replan: Replan<P> = async (before) => {
        const planAgain = (): Promise<P> => makePlan({ before, answers })
        return waitUntilReady(await planAgain(), planAgain, run)
      }
      return runRounds(first, replan, run)
    },
    'Stopped watching; the deployment continues on GitHub.',
    'Run the same command again to keep watching.',
  )
}

/** Repeats rounds until no plan asks for another one. */
async function runRounds<P extends Plan>(first: P, replan: Replan<P>, run: RunContext<P>): Promise<Report> {
  let { plan, report } = await runRound(first, [], replan, run)
  while (plan.next === 'when-followed' && run.options.patience && !report.error) {
    const before: Report = report
    const next = await replan(plan)
      .then((nextPlan) => runRound(nextPlan, before.steps, replan, run))
      .catch((error: unknown) => ({ plan: null, report: withFailure(before, error) }))
    report =
      next.plan === null
        ? next.report
        : (next.plan.goals ? withEarlierChecks : withLaterSteps)(before, next.report)
    if (next.plan === null) return report
    plan = next.plan
  }
  return report
}

/** Does the steps of a plan, and of the plans made right after it; then watches the deployments that they start. */
async function runRound<P extends Plan>(
  first: P,
  before: readonly StepReport[],
  replan: Replan<P>,
  run: RunContext<P>,
): Promise<{ plan: P; report: Report }> {
  const { context, options, signal } = run
  let plan = first
  let done = before
  for (;;) {
    const steps = plan.steps.filter((step) => !done.some((report) => isSame(report.step, step)))
    const list = await progress(options.silent)
    done = [...done, ...(await apply(steps, context, list.show, signal))]
    await list.end()
    if (plan.next !== 'after-steps' || steps.length === 0 || done.some(({ error }) => error)) {
      const report = await withDeployments(planReport(plan, done, options), plan, run)
      // The next plan gets the result with the outcome of the deployments.
      return { plan: { ...plan, result: report.result }, report }
    }
    try {
      plan = await replan(plan)
    } catch (error) {
      return { plan, report: withFailure(planReport(plan, done, options), error) }
    }
  }
}

const dryRunReport = (plan: Plan, options: RunOptions): Report => {
  const steps = plan.steps.map((step): StepReport => ({ step, status: 'planned' }))
  const { refusal } = plan
  const shown = refusal && steps.length > 0 ? { ...plan, refusal: withoutDryRun(refusal) } : plan
  return planReport(withoutNext(shown), steps, options)
}

/** A refusal after steps is about what the steps create, which does not exist after a dry run. */
const withoutDryRun = ({ hint, ...refusal }: Refusal): Refusal => ({
  ...refusal,
  hint: `Without --dry-run: ${hint.charAt(0).toLowerCase()}${hint.slice(1)}`,
})

/** Watches the deployments that the steps started, unless they failed or were refused, or watching is off. */
async function withDeployments<P extends Plan>(report: Report, plan: P, run: RunContext<P>): Promise<Report> {
  if (report.error) return report
  try {
    const outcome = await watch(plan.goals, run)
    return outcome ? withOutcome(report, plan, outcome, run.view) : report
  } catch (error) {
    return withFailure(report, error)
  }
}

/** Follows the goals and shows their progress; null if there is nothing to follow. */
async function watch(
  goals: readonly Goal[] = [],
  { context, options: { patience, silent }, signal }: WatchContext,
): Promise<RolloutOutcome | null> {
  if (!patience || goals.length === 0) return null
  const list = await following(silent)
  return follow(goals, context, { poll: patience, onChange: list.show, signal }).finally(list.end)
}

/** Plans again until the plan is ready or the time is up. */
async function waitUntilReady<P extends Plan>(
  first: P,
  planAgain: () => Promise<P>,
  run: WatchContext,
): Promise<P> {
  const { dryRun, patience } = run.options
  let plan = first
  for (const wait of dryRun || !patience ? [] : pauses(patience, run.signal)) {
    if (plan.next !== 'when-ready') break
    await watchUntilReady(plan.goals, run)
    await wait()
    plan = await planAgain()
    run.signal.throwIfAborted()
  }
  return plan
}

/** Watches what the plan waits for, and throws if that fails. */
async function watchUntilReady(goals: readonly Goal[] | undefined, run: WatchContext): Promise<void> {
  const outcome = await watch(goals, run)
  const failure = outcome && failureIn(outcome)
  if (failure) throw failure
}

/** Plans, and asks for choices, until no choice is left. */
async function planWithAnswers<P extends Plan>(
  makePlan: Planner<P>,
  context: Context,
  options: RunOptions,
): Promise<{ plan: P; answers: Answers }> {
  let answers: Answers = {}
  for (;;) {
    const planAgain = (): Promise<P> => makePlan({ before: null, answers })
    const first = await planAgain()
    const wait = (signal: AbortSignal) => waitUntilReady(first, planAgain, { context, options, signal })
    const plan = await interruptible(wait, 'Cancelled. Nothing was changed.')
    if (!plan.choice) return { plan, answers }
    answers = { ...answers, [plan.choice.of]: await choose(plan.choice, context.interactive) }
  }
}

const planReport = (plan: Plan, steps: readonly StepReport[], { command }: RunOptions): Report =>
  reportOf(command, plan, steps, errorOf(plan))

function errorOf({ refusal, next, waitingFor }: Plan): RelError | null {
  if (refusal) return new RelError(refusal.code, refusal.message, refusal)
  if (next !== 'when-ready') return null
  return new RelError('timeout', `Not ready: ${waitingFor}.`, { hint: 'Run the same command again.' })
}

const isSame = (first: Step, second: Step): boolean => JSON.stringify(first) === JSON.stringify(second)
