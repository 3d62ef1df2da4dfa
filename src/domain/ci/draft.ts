import type { Plan } from '../plan/plan.js'
import { planDraft, type DraftFacts } from '../release/draft.js'
import type { CiResult } from './event.js'

/** Updates the draft of each service to the commit that dev runs; a service without changes gets none. */
export function planCiDraft(all: readonly DraftFacts[]): Plan<CiResult> {
  const plans = all.map((facts) => planDraft(facts, { version: null }))
  const why = plans.map(({ summary }) => summary)
  const tags = plans.flatMap(({ result }) => result.draft?.tag ?? [])
  return {
    steps: plans.flatMap(({ steps }) => steps),
    summary: why.join('\n'),
    result: { why, outputs: { tags: tags.join(' ') } },
    next: 'after-steps',
    warnings: plans.flatMap(({ warnings = [] }) => warnings),
  }
}
