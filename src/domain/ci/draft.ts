import type { Plan } from '../plan/plan.js'
import { planDraft, type DraftFacts } from '../release/draft.js'
import type { CiResult } from './event.js'

/** After dev runs a commit, the draft of each service is brought up to it; a service without a change has none. */
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
