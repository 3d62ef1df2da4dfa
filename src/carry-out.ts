import { apply } from './apply.js'
import type { Context } from './context.js'
import type { Answers, Plan, Step } from './domain/plan.js'
import { reportOf, type Report, type StepReport } from './domain/report.js'
import { RelError } from './errors.js'
import { follow, type Patience } from './follow.js'
import { withFollowed } from './domain/followed.js'
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

/**
 * Looks, asks once, writes; looks again where others may have written meanwhile.
 * A step that was done is never done twice: if it is still planned, GitHub has not caught up yet.
 */
export async function carryOut<P extends Plan>(
  look: Look<P>,
  context: Context,
  manner: Manner,
): Promise<Report> {
  const { plan: first, answers } = await settle(look, context)
  if (manner.dryRun) {
    if (first.changes && !manner.silent) await tellChanges(first.changes)
    return end(
      first,
      first.steps.map((step) => ({ step, status: 'planned' })),
      manner,
    )
  }
  if (first.question && first.steps.length > 0 && !manner.yes) {
    if (first.changes && context.interactive) await showPlan(first.changes, first.steps)
    await confirm(first.question, context.interactive)
  }

  let plan = first
  let done: readonly StepReport[] = []
  for (;;) {
    const steps = plan.steps.filter((step) => !done.some((report) => same(report.step, step)))
    const list = await progress(manner.silent)
    done = [...done, ...(await apply(steps, context, list.show))]
    await list.end()
    if (!plan.contested || steps.length === 0 || done.some(({ error }) => error))
      return followed(end(plan, done, manner), plan, context, manner)
    plan = await look({ before: plan, answers })
  }
}

/** What the steps set in motion, unless they failed, were refused, or nobody wants to wait. */
async function followed(
  report: Report,
  { goals = [] }: Plan,
  context: Context,
  { patience, silent }: Manner,
): Promise<Report> {
  if (!patience || report.error || goals.length === 0) return report
  const list = await following(silent)
  try {
    return withFollowed(report, await follow(goals, context, patience, list.show))
  } catch (error) {
    // The steps are done: what went wrong while looking must not hide them.
    return { ...report, outcome: null, error: RelError.from(error) }
  } finally {
    await list.end()
  }
}

/** Looks until nothing is left that only the user can say. */
async function settle<P extends Plan>(
  look: Look<P>,
  context: Context,
): Promise<{ plan: P; answers: Answers }> {
  let answers: Answers = {}
  for (;;) {
    const plan = await look({ before: null, answers })
    if (!plan.choice) return { plan, answers }
    answers = { ...answers, [plan.choice.of]: await choose(plan.choice, context.interactive) }
  }
}

const end = (plan: Plan, steps: readonly StepReport[], { command }: Manner): Report =>
  reportOf(
    command,
    plan,
    steps,
    plan.refusal ? new RelError(plan.refusal.code, plan.refusal.message, plan.refusal) : null,
  )

const same = (one: Step, other: Step): boolean => JSON.stringify(one) === JSON.stringify(other)
