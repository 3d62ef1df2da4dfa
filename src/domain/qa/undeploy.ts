import { goalsOfLabels, withGoals } from '../label/labels.js'
import { requireSlot, queueLabel, slotIn, slotLabel, slotName } from '../model/environment.js'
import type { Answers, Plan } from '../plan/plan.js'
import { planChoice, isChoice, selectPullRequest, type PullRequestFacts } from '../label/pull-request.js'
import { qaResult, type QaResult } from './slot.js'

/** Removes the labels of one slot, or of every slot that the pull request holds or waits for. */
export function planQaUndeploy(
  facts: PullRequestFacts,
  slot: number | null,
  answers: Answers,
): Plan<QaResult> {
  if (slot !== null) requireSlot(facts.config, slot)
  const pullRequest = selectPullRequest(facts, answers)
  if (isChoice(pullRequest)) return planChoice(pullRequest, qaResult(null, slot))
  if (!pullRequest)
    return {
      steps: [],
      summary: `${facts.branch?.name} has no open pull request.`,
      result: qaResult(null, slot),
    }
  const { number, labels } = pullRequest
  const wanted = (label: string) =>
    slot === null ? slotIn(label) !== null : [slotLabel(slot), queueLabel(slot)].includes(label)
  const found = labels.filter(wanted)
  const plan = {
    steps: found.map((label) => ({
      kind: 'remove-label' as const,
      repository: facts.repository,
      pullRequest: number,
      label,
    })),
    summary: slot === null ? `#${number} holds no QA slot.` : `#${number} does not hold ${slotName(slot)}.`,
    result: qaResult(pullRequest, slotIn(found[0] ?? '') ?? slot),
  }
  const released = found.flatMap((label) => {
    const number = slotIn(label)
    return number !== null && label === slotLabel(number) ? [{ environment: slotName(number), label }] : []
  })
  return withGoals(plan, goalsOfLabels(facts, pullRequest, released, null))
}
