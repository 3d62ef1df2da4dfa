import { apply } from './apply.js'
import type { Context } from './context.js'
import type { Answers, Goal, Plan, Refusal, Step } from './domain/plan.js'
import { reportOf, type Report, type StepReport } from './domain/report.js'
import { RelError } from './errors.js'
import { follow, pauses, type Patience } from './follow.js'
import { failureIn, withFollowed } from './domain/followed.js'
import { showPlan, tellChanges } from './ui/changes.js'
import { following } from './ui/following.js'
import { progress } from './ui/progress.js'
import { choose, confirm } from './ui/prompt.js'

/** Reads the facts and plans. `before`: the plan whose steps were just done, on the second look; `answers`: what was asked. */
export type Look<P extends Plan> = (seen: { before: P | null; answers: Answers }) => Promise<P>

export interface Manner {
  readonly command: string
  readonly dryRun: boolean
  readonly yes: boolean
  /** Without a live list: --json, or no terminal to draw it on. */
  readonly silent: boolean
  /** How long to follow what the steps set in motion; null: not at all. */
  readonly patience: Patience | null
}

/** The same look once more, after the steps of a plan. */
type Again<P> = (before: P) => Promise<P>

/**
 * Looks, asks once, writes, follows; looks again where others may have written meanwhile, or where something is left for
 * afterwards. A step that was done is never done twice: if it is still planned, GitHub has not caught up yet.
 */
export async function carryOut<P extends Plan>(
  look: Look<P>,
  context: Context,
  manner: Manner,
): Promise<Report> {
  const { plan: first, answers } = await settle(look, context, manner)
  if (manner.dryRun) {
    if (first.changes && !manner.silent) await tellChanges(first.changes)
    return planned(first, manner)
  }
  if (first.question && first.steps.length > 0 && !manner.yes) {
    if (first.changes && context.interactive) await showPlan(first.changes, first.steps)
    await confirm({ ...first, question: first.question }, context.interactive)
  }

  const again: Again<P> = (before) => patiently(manner, context, () => look({ before, answers }))
  let { plan, report } = await round(first, [], again, context, manner)
  while (plan.afterwards && manner.patience && !report.error) {
    const before: Report = report
    const next = await again(plan)
      .then((wanted) => round(wanted, before.steps, again, context, manner))
      .catch((error: unknown) => ({ plan: null, report: failing(before, error) }))
    report = next.plan === null || next.plan.goals ? next.report : adding(before, next.report)
    plan = next.plan ?? { ...plan, afterwards: false }
  }
  return report
}

/** The steps of a plan, and of the plans after it if it is contested; then what they set in motion. */
async function round<P extends Plan>(
  first: P,
  before: readonly StepReport[],
  again: Again<P>,
  context: Context,
  manner: Manner,
): Promise<{ plan: P; report: Report }> {
  let plan = first
  let done = before
  for (;;) {
    const steps = plan.steps.filter((step) => !done.some((report) => same(report.step, step)))
    const list = await progress(manner.silent)
    done = [...done, ...(await apply(steps, context, list.show))]
    await list.end()
    if (!plan.contested || steps.length === 0 || done.some(({ error }) => error)) {
      const report = await followed(end(plan, done, manner), plan, context, manner)
      // What following told is known to the look after it.
      return { plan: { ...plan, result: report.result }, report }
    }
    plan = await again(plan)
  }
}

const planned = (plan: Plan, manner: Manner): Report => {
  const steps = plan.steps.map((step): StepReport => ({ step, status: 'planned' }))
  const { refusal } = plan
  const now = refusal && steps.length > 0 ? { ...plan, refusal: later(refusal) } : plan
  return end({ ...now, until: undefined }, steps, manner)
}

/** What stops a plan after its steps is settled in what they make, which a dry run has not made. */
const later = ({ hint, ...refusal }: Refusal): Refusal => ({
  ...refusal,
  hint: `Without --dry-run: ${hint.charAt(0).toLowerCase()}${hint.slice(1)}`,
})

/** The steps are done: what went wrong while looking must not hide them. */
const failing = (report: Report, error: unknown): Report => ({
  ...report,
  outcome: null,
  error: RelError.from(error),
})

/** What was left for afterwards, beside what followed. */
const adding = (report: Report, { steps, error }: Report): Report =>
  error ? { ...report, steps, outcome: null, error } : { ...report, steps }

/** What the steps set in motion, unless they failed, were refused, or nobody wants to wait. */
async function followed(
  report: Report,
  plan: Plan,
  context: Context,
  { patience, silent }: Manner,
): Promise<Report> {
  const { goals = [] } = plan
  if (!patience || report.error || goals.length === 0) return report
  const list = await following(silent)
  try {
    return withFollowed(report, plan, await follow(goals, context, patience, list.show))
  } catch (error) {
    return failing(report, error)
  } finally {
    await list.end()
  }
}

/** Looks until it is no longer too early, or time is up: then what is too early says so itself. */
async function patiently<P extends Plan>(
  { dryRun, patience, silent }: Manner,
  context: Context,
  look: () => Promise<P>,
): Promise<P> {
  let plan = await look()
  for (const wait of dryRun || !patience ? [] : pauses(patience)) {
    if (plan.until === undefined) break
    await approach(plan.goals ?? [], context, patience, silent)
    await wait()
    plan = await look()
  }
  return plan
}

/** Follows what is on its way to where a plan needs it. What fails before it comes there is a failure. */
async function approach(
  goals: readonly Goal[],
  context: Context,
  patience: Patience | null,
  silent: boolean,
): Promise<void> {
  if (!patience || goals.length === 0) return
  const list = await following(silent)
  const stopped = await follow(goals, context, patience, list.show).then(failureIn).finally(list.end)
  if (stopped) throw stopped
}

/** Looks until nothing is left that only the user can say. */
async function settle<P extends Plan>(
  look: Look<P>,
  context: Context,
  manner: Manner,
): Promise<{ plan: P; answers: Answers }> {
  let answers: Answers = {}
  for (;;) {
    const plan = await patiently(manner, context, () => look({ before: null, answers }))
    if (!plan.choice) return { plan, answers }
    answers = { ...answers, [plan.choice.of]: await choose(plan.choice, context.interactive) }
  }
}

const end = (plan: Plan, steps: readonly StepReport[], { command }: Manner): Report =>
  reportOf(command, plan, steps, endOf(plan))

function endOf({ refusal, until }: Plan): RelError | null {
  if (refusal) return new RelError(refusal.code, refusal.message, refusal)
  if (until === undefined) return null
  return new RelError('timeout', `Not yet: ${until}.`, { hint: 'Run the same command again.' })
}

const same = (one: Step, other: Step): boolean => JSON.stringify(one) === JSON.stringify(other)
