import type { Run } from '../model/run.js'
import { slotName, slotLabel, slotsOf } from '../model/environment.js'
import { requestOfLabel, mayHold } from '../label/request.js'
import type { Choice } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'
import { toShownPullRequest, type PullRequest, type ShownPullRequest } from '../model/pull-request.js'
import { type PullRequestFacts } from '../label/pull-request.js'
import { newestFirst, type Claim } from '../label/claim.js'

/** The pull requests with a label of the form deploy/qaN or queue/qaN. */
export interface Slot {
  readonly label: string
  /** Does the repository have the label at all? */
  readonly labelExists: boolean
  readonly claims: readonly Claim[]
}

/** `slots`: the requested slot, or every slot that has a label. */
export interface SlotFacts extends PullRequestFacts {
  readonly slots: readonly Slot[]
}

/** The result of `qa deploy` and `qa undeploy`; docs/json.md. */
export interface QaResult {
  readonly pr: ShownPullRequest | null
  readonly environment: string | null
  readonly label: string | null
  readonly url: string | null
  readonly run: Run | null
  readonly position: number | null
  readonly taken: ShownPullRequest | null
}

export const qaResult = (pullRequest: PullRequest | null, slot: number | null): QaResult => ({
  pr: pullRequest && toShownPullRequest(pullRequest),
  environment: slot === null ? null : slotName(slot),
  label: slot === null ? null : slotLabel(slot),
  url: null,
  run: null,
  position: null,
  taken: null,
})

export const holderName = ({ pullRequest: { number, author } }: Claim): string => `#${number} (${author})`
export const sinceText = ({ since }: Claim): string => (since ? ` since ${since}` : '')

/** The pull requests that claim a slot. Labels on forks and on pull requests into release branches deploy nothing. */
export const claimsOn = (facts: SlotFacts, slot: number): readonly Claim[] =>
  (facts.slots.find(({ label }) => label === slotLabel(slot))?.claims ?? []).filter(
    ({ pullRequest }) => mayHold(pullRequest) && requestOfLabel(slotLabel(slot), pullRequest, facts) !== null,
  )

export const rivalsOn = (facts: SlotFacts, slot: number, own: PullRequest | null): readonly Claim[] =>
  claimsOn(facts, slot).filter(({ pullRequest }) => pullRequest.number !== own?.number)

export const freeSlots = (facts: SlotFacts, own: PullRequest | null): readonly number[] =>
  slotsOf(facts.config).filter((slot) => rivalsOn(facts, slot, own).length === 0)

export const refuseHeldSlot = (holder: Claim, slot: number): Refusal => ({
  code: 'slot-held',
  message: `${slotName(slot)} is held by ${holderName(holder)}${sinceText(holder)}.`,
  hint: `Run \`rel qa deploy ${slot} --take\` to take it over, or \`rel qa deploy --any\` to use a free slot.`,
})

export function refuseAllHeld(facts: SlotFacts): Refusal {
  const holders = slotsOf(facts.config).map(
    (slot) => `${slotName(slot)} by ${newestFirst(claimsOn(facts, slot)).map(holderName)[0]}`,
  )
  return {
    code: 'slot-held',
    message: `All QA slots are held: ${holders.join(', ')}.`,
    hint: 'Run `rel qa deploy N --take` to take one over.',
  }
}

/** All slots with their holders, to choose from. */
export const chooseSlot = (facts: SlotFacts): Choice => ({
  of: 'slot',
  message: 'Which slot?',
  options: slotsOf(facts.config).map((slot) => {
    const [holder] = newestFirst(claimsOn(facts, slot))
    return {
      value: slot,
      name: `${slotName(slot)}: ${holder ? `${holderName(holder)}${sinceText(holder)}` : 'free'}`,
    }
  }),
  hint: 'Pass the number, for example `rel qa deploy 2`, or --any for a free slot.',
})
