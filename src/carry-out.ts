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

/** Reads the facts and plans. `before`: the plan whose steps were just done, on the second look; `answers`: what was asked. */
export type Planner<P extends Plan> = (seen: { before: P | null; answers: Answers }) => Promise<P>

export interface RunOptions {
  readonly command: string
  readonly dryRun: boolean
  readonly yes: boolean
  /** Without a live list: --json, or no terminal to draw it on. */
  readonly silent: boolean
  /** How long to follow what the steps set in motion; null: not at all. */
  readonly patience: PollOptions | null
}

/** The same look once more, after the steps of a plan. */
type Again<P> = (before: P) => Promise<P>

/** What watching needs. */
type Watch = Omit<Doing<Plan>, 'view'>

/** What doing and following a plan needs. */
interface Doing<P extends Plan> {
  readonly context: Context
  readonly manner: RunOptions
  readonly signal: AbortSignal
  readonly view: OutcomeView<P>
}

/**
 * Looks, asks once, writes, follows; looks again where others may have written meanwhile, or where something is left for
 * afterwards. A step that was done is never done twice: if it is still planned, GitHub has not caught up yet.
 */
export async function carryOut<P extends Plan>(
  look: Planner<P>,
  context: Context,
  manner: RunOptions,
  view: OutcomeView<P> = lastGoal,
): Promise<Report> {
  const { plan: first, answers } = await settle(look, context, manner)
  if (manner.dryRun) {
    if (first.changes && !manner.silent) await printChanges(first.changes)
    return planned(first, manner)
  }
  if (first.question && first.steps.length > 0 && !manner.yes) {
    if (first.changes && context.interactive) await showPlan(first.changes, first.steps)
    await confirm({ ...first, question: first.question }, context.interactive)
  }

  return interruptible(
    (signal) => {
      const doing = { context, manner, signal, view }
      const again: Again<P> = async (before) => {
        const more = (): Promise<P> => look({ before, answers })
        return patiently(await more(), more, doing)
      }
      return carryOn(first, again, doing)
    },
    'Stopped following: what was started goes on.',
    'Run the same command again to follow it.',
  )
}

/** Rounds, until nothing is left for afterwards. */
async function carryOn<P extends Plan>(first: P, again: Again<P>, doing: Doing<P>): Promise<Report> {
  let { plan, report } = await round(first, [], again, doing)
  while (plan.next === 'when-followed' && doing.manner.patience && !report.error) {
    const before: Report = report
    const next = await again(plan)
      .then((wanted) => round(wanted, before.steps, again, doing))
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

/** The steps of a plan, and of the plans after it if it is contested; then what they set in motion. */
async function round<P extends Plan>(
  first: P,
  before: readonly StepReport[],
  again: Again<P>,
  doing: Doing<P>,
): Promise<{ plan: P; report: Report }> {
  const { context, manner, signal } = doing
  let plan = first
  let done = before
  for (;;) {
    const steps = plan.steps.filter((step) => !done.some((report) => same(report.step, step)))
    const list = await progress(manner.silent)
    done = [...done, ...(await apply(steps, context, list.show, signal))]
    await list.end()
    if (plan.next !== 'after-steps' || steps.length === 0 || done.some(({ error }) => error)) {
      const report = await followed(end(plan, done, manner), plan, doing)
      // What following told is known to the look after it.
      return { plan: { ...plan, result: report.result }, report }
    }
    try {
      plan = await again(plan)
    } catch (error) {
      return { plan, report: withFailure(end(plan, done, manner), error) }
    }
  }
}

const planned = (plan: Plan, manner: RunOptions): Report => {
  const steps = plan.steps.map((step): StepReport => ({ step, status: 'planned' }))
  const { refusal } = plan
  const now = refusal && steps.length > 0 ? { ...plan, refusal: later(refusal) } : plan
  return end(withoutNext(now), steps, manner)
}

/** What stops a plan after its steps is settled in what they make, which a dry run has not made. */
const later = ({ hint, ...refusal }: Refusal): Refusal => ({
  ...refusal,
  hint: `Without --dry-run: ${hint.charAt(0).toLowerCase()}${hint.slice(1)}`,
})

/** What the steps set in motion, unless they failed, were refused, or nobody wants to wait. */
async function followed<P extends Plan>(report: Report, plan: P, doing: Doing<P>): Promise<Report> {
  if (report.error) return report
  try {
    const ended = await watch(plan.goals, doing)
    return ended ? withOutcome(report, plan, ended, doing.view) : report
  } catch (error) {
    return withFailure(report, error)
  }
}

/** Follows, and shows it. */
async function watch(
  goals: readonly Goal[] = [],
  { context, manner: { patience, silent }, signal }: Watch,
): Promise<RolloutOutcome | null> {
  if (!patience || goals.length === 0) return null
  const list = await following(silent)
  return follow(goals, context, { poll: patience, onChange: list.show, signal }).finally(list.end)
}

/** Looks until it is no longer too early, or time is up: then what is too early says so itself. */
async function patiently<P extends Plan>(seen: P, look: () => Promise<P>, doing: Watch): Promise<P> {
  const { dryRun, patience } = doing.manner
  let plan = seen
  for (const wait of dryRun || !patience ? [] : pauses(patience, doing.signal)) {
    if (plan.next !== 'when-ready') break
    await approach(plan.goals, doing)
    await wait()
    plan = await look()
    doing.signal.throwIfAborted()
  }
  return plan
}

/** Follows what is on its way to where a plan needs it. What fails before it comes there is a failure. */
async function approach(goals: readonly Goal[] | undefined, doing: Watch): Promise<void> {
  const ended = await watch(goals, doing)
  const stopped = ended && failureIn(ended)
  if (stopped) throw stopped
}

/** Looks until nothing is left that only the user can say. */
async function settle<P extends Plan>(
  look: Planner<P>,
  context: Context,
  manner: RunOptions,
): Promise<{ plan: P; answers: Answers }> {
  let answers: Answers = {}
  for (;;) {
    const again = (): Promise<P> => look({ before: null, answers })
    const seen = await again()
    const waiting = (signal: AbortSignal) => patiently(seen, again, { context, manner, signal })
    const plan = await interruptible(waiting, 'Nothing was changed.')
    if (!plan.choice) return { plan, answers }
    answers = { ...answers, [plan.choice.of]: await choose(plan.choice, context.interactive) }
  }
}

const end = (plan: Plan, steps: readonly StepReport[], { command }: RunOptions): Report =>
  reportOf(command, plan, steps, endOf(plan))

function endOf({ refusal, next, waitingFor }: Plan): RelError | null {
  if (refusal) return new RelError(refusal.code, refusal.message, refusal)
  if (next !== 'when-ready') return null
  return new RelError('timeout', `Not yet: ${waitingFor}.`, { hint: 'Run the same command again.' })
}

const same = (one: Step, other: Step): boolean => JSON.stringify(one) === JSON.stringify(other)
