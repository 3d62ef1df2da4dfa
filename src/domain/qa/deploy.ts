import { RelError } from '../../errors.js'
import { createLabelStep, goalsOfLabels, withGoals } from '../label/labels.js'
import { requireSlot, slotLabel, slotName, slotsOf } from '../model/environment.js'
import type { Answers, Choice, Plan, Step } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'
import { toShownPullRequest, type PullRequest } from '../model/pull-request.js'
import {
  planChoice,
  isChoice,
  selectPullRequest,
  planNewPullRequest,
  refusalToDeploy,
  commitWarnings,
} from '../label/pull-request.js'
import { planRedeployment, type RedeployOptions } from '../label/redeploy.js'
import {
  refuseAllHeld,
  chooseSlot,
  claimsOn,
  freeSlots,
  refuseHeldSlot,
  qaResult,
  rivalsOn,
  holderName,
  type SlotFacts,
  type QaResult,
} from './slot.js'
import { type Claim, newestFirst } from '../label/claim.js'

export interface QaDeployOptions extends RedeployOptions {
  readonly slot: number | undefined
  readonly any: boolean
  readonly take: boolean
}

/** `tried`: the slots that this run has claimed so far, the newest last. */
export interface SlotPlan extends Plan<QaResult> {
  readonly tried: readonly number[]
}

/** A free slot is claimed by its label; a held one is refused, or taken over when asked. Afterwards the label that came first counts. */
export function planQaDeploy(
  facts: SlotFacts,
  options: QaDeployOptions,
  seen: { before: SlotPlan | null; answers: Answers },
): SlotPlan {
  const pullRequest = selectPullRequest(facts, seen.answers)
  if (isChoice(pullRequest)) return { ...planChoice(pullRequest, qaResult(null, null)), tried: [] }
  const refusal = pullRequest && refusalToDeploy(pullRequest, facts.defaultBranch)
  if (refusal) return refused(refusal, qaResult(pullRequest, null))
  if (seen.before)
    return pullRequest
      ? planAfterClaim(facts, options, seen.before, pullRequest)
      : { ...seen.before, steps: [] }
  const slot = selectSlot(facts, options, seen.answers, pullRequest)
  if (typeof slot === 'number') return planClaim(facts, options, slot, pullRequest)
  const result = qaResult(pullRequest, null)
  return 'of' in slot ? { ...planChoice(slot, result), tried: [] } : refused(slot, result)
}

/** The slot that was named or chosen; with --any the one that the pull request has, else the first free one. */
function selectSlot(
  facts: SlotFacts,
  options: QaDeployOptions,
  answers: Answers,
  pullRequest: PullRequest | null,
): number | Choice | Refusal {
  const named = options.slot ?? answers.slot
  if (named !== undefined) requireSlot(facts.config, named)
  if (named !== undefined) return named
  const slots = slotsOf(facts.config)
  if (slots.length === 0) {
    throw new RelError('usage', 'This repository has no QA slots.', {
      hint: 'Add qa1 to `environments` in .github/rel.yml.',
    })
  }
  if (!options.any) return chooseSlot(facts)
  return (
    slots.find((slot) => pullRequest?.labels.includes(slotLabel(slot))) ??
    freeSlots(facts, pullRequest)[0] ??
    refuseAllHeld(facts)
  )
}

/** Before anything is written: claim what is free, take what may be taken, leave what we have. */
function planClaim(
  facts: SlotFacts,
  options: QaDeployOptions,
  slot: number,
  pullRequest: PullRequest | null,
): SlotPlan {
  const rivals = rivalsOn(facts, slot, pullRequest)
  const [holder] = newestFirst(rivals)
  const result = qaResult(pullRequest, slot)
  if (pullRequest?.labels.includes(slotLabel(slot))) {
    const warnings = rivals.map(
      (rival) => `${holderName(rival)} has the label ${slotLabel(slot)} too: the newest deployment wins.`,
    )
    const plan = { steps: [], summary: holds(pullRequest, slot), result, tried: [], warnings }
    return planRedeployment(withSlotGoal(facts, pullRequest, slot, plan), options, facts, pullRequest)
  }
  if (holder && !options.take) return refused(refuseHeldSlot(holder, slot), result)
  const { steps, question } = labelSteps(facts, slot, pullRequest)
  const questions = [
    ...(holder ? [`Take ${slotName(slot)} from ${holderName(holder)}?`] : []),
    ...(question ? [question] : []),
  ]
  const plan: SlotPlan = {
    steps: [...rivals.flatMap((rival) => takeoverSteps(facts, rival, slot, pullRequest)), ...steps],
    summary: pullRequest ? holds(pullRequest, slot) : '',
    result: { ...result, taken: holder ? toShownPullRequest(holder.pullRequest) : null },
    next: 'after-steps',
    tried: [slot],
    warnings: pullRequest ? commitWarnings(facts, pullRequest) : [],
    ...(questions.length > 0 && { question: questions.join(' ') }),
  }
  return pullRequest ? withSlotGoal(facts, pullRequest, slot, plan) : plan
}

/** After our label was written: whoever came strictly first keeps the slot; in the same second both give way. */
function planAfterClaim(
  facts: SlotFacts,
  { any }: QaDeployOptions,
  before: SlotPlan,
  pullRequest: PullRequest,
): SlotPlan {
  const slot = before.tried.at(-1)!
  const own = claimsOn(facts, slot).find((one) => one.pullRequest.number === pullRequest.number)
  const [winner] = rivalsOn(facts, slot, pullRequest).filter(({ since }) => !own || since <= own.since)
  const result = { ...qaResult(pullRequest, slot), taken: before.result.taken }
  if (!winner) {
    const plan = { steps: [], summary: holds(pullRequest, slot), result, tried: before.tried }
    return withSlotGoal(facts, pullRequest, slot, plan)
  }

  const withdraw: Step = {
    kind: 'remove-label',
    repository: facts.repository,
    pullRequest: pullRequest.number,
    label: slotLabel(slot),
  }
  const free = any ? freeSlots(facts, pullRequest).filter((one) => !before.tried.includes(one)) : []
  // Rivals who gave way to each other go on to different slots, or they would meet again on the next one.
  const next = free[pullRequest.number % free.length]
  if (next === undefined) return { ...refused(refuseHeldSlot(winner, slot), result), steps: [withdraw] }
  return {
    steps: [withdraw, ...labelSteps(facts, next, pullRequest).steps],
    summary: holds(pullRequest, next),
    result: qaResult(pullRequest, next),
    next: 'after-steps',
    tried: [...before.tried, next],
  }
}

/** Creates the label where it is missing, and puts it on the pull request, opening one if need be. */
function labelSteps(
  facts: SlotFacts,
  slot: number,
  pullRequest: PullRequest | null,
): { steps: readonly Step[]; question?: string } {
  const { repository, slots } = facts
  const label = slotLabel(slot)
  const create = slots.some((one) => one.label === label && one.labelExists)
    ? []
    : [createLabelStep(repository, label)]
  if (pullRequest)
    return { steps: [...create, { kind: 'add-label', repository, pullRequest: pullRequest.number, label }] }
  const { steps, question } = planNewPullRequest(facts, label)
  return { steps: [...create, ...steps], question }
}

/** The loser is told before its label goes: if the rest fails, the next run finds the comment and tells nobody twice. */
function takeoverSteps(
  { repository, branch }: SlotFacts,
  loser: Claim,
  slot: number,
  successor: PullRequest | null,
): readonly Step[] {
  const { number } = loser.pullRequest
  const text = `${slotName(slot)} was taken over by ${successor ? `#${successor.number}` : `the branch ${branch?.name}`}.`
  const isCommented = loser.comments.some((comment) => comment.text === text && comment.at >= loser.since)
  const comment: Step = { kind: 'comment', repository, pullRequest: number, text }
  return [
    ...(isCommented ? [] : [comment]),
    { kind: 'remove-label', repository, pullRequest: number, label: slotLabel(slot) },
  ]
}

/** What the label sets in motion: the slot is to run the head of the pull request. */
const withSlotGoal = (facts: SlotFacts, pullRequest: PullRequest, slot: number, plan: SlotPlan): SlotPlan =>
  withGoals(
    plan,
    goalsOfLabels(
      facts,
      pullRequest,
      [{ environment: slotName(slot), label: slotLabel(slot) }],
      pullRequest.sha,
    ),
  )

const holds = ({ number, url }: PullRequest, slot: number): string =>
  `#${number} holds ${slotName(slot)}. ${url}`

const refused = (refusal: Refusal, result: QaResult): SlotPlan => ({
  steps: [],
  summary: '',
  result,
  refusal,
  tried: [],
})
