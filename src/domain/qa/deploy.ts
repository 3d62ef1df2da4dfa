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

/** `tried`: the slots that this run has claimed so far, newest last. */
export interface SlotPlan extends Plan<QaResult> {
  readonly tried: readonly number[]
}

/** Claims a free slot by its label; a held slot is refused, or taken over with --take. After the write, the earliest label wins. */
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

/** The given or chosen slot; with --any the slot that the pull request already holds, else the first free one. */
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

/** The plan before the first write: claim a free slot, take over a held one with --take, do nothing if it is ours. */
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
      (rival) => `${holderName(rival)} also has the label ${slotLabel(slot)}; the newest deployment wins.`,
    )
    const plan = { steps: [], summary: holds(pullRequest, slot), result, tried: [], warnings }
    return planRedeployment(withSlotGoal(facts, pullRequest, slot, plan), options, facts, pullRequest)
  }
  if (holder && !options.take) return refused(refuseHeldSlot(holder, slot), result)
  const { steps, question } = labelSteps(facts, slot, pullRequest)
  const questions = [
    ...(holder ? [`Take over ${slotName(slot)} from ${holderName(holder)}?`] : []),
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
    ...(holder && { isDestructive: true }),
  }
  return pullRequest ? withSlotGoal(facts, pullRequest, slot, plan) : plan
}

/** After our label was written: the strictly earlier label keeps the slot; with labels of the same second both withdraw. */
function planAfterClaim(
  facts: SlotFacts,
  { any }: QaDeployOptions,
  before: SlotPlan,
  pullRequest: PullRequest,
): SlotPlan {
  const slot = before.tried.at(-1)!
  const own = claimsOn(facts, slot).find((claim) => claim.pullRequest.number === pullRequest.number)
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
  const free = any ? freeSlots(facts, pullRequest).filter((other) => !before.tried.includes(other)) : []
  // Rivals that withdrew from each other try different slots next, or they would collide again.
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

/** Creates the label if it is missing and adds it to the pull request, opening one if there is none. */
function labelSteps(
  facts: SlotFacts,
  slot: number,
  pullRequest: PullRequest | null,
): { steps: readonly Step[]; question?: string } {
  const { repository, slots } = facts
  const label = slotLabel(slot)
  const create = slots.some((known) => known.label === label && known.labelExists)
    ? []
    : [createLabelStep(repository, label)]
  if (pullRequest)
    return { steps: [...create, { kind: 'add-label', repository, pullRequest: pullRequest.number, label }] }
  const { steps, question } = planNewPullRequest(facts, label)
  return { steps: [...create, ...steps], question }
}

/** Comments before it removes the label: if a later step fails, the next run finds the comment and does not repeat it. */
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

/** Adds the goal that the slot runs the head of the pull request. */
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
  `#${number} holds ${slotName(slot)}: ${url}`

const refused = (refusal: Refusal, result: QaResult): SlotPlan => ({
  steps: [],
  summary: '',
  result,
  refusal,
  tried: [],
})
