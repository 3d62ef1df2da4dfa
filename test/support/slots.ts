import { slotLabel } from '../../src/domain/model/environment.js'
import { planQaDeploy, type QaDeployOptions } from '../../src/domain/qa/deploy.js'
import type { Slot, SlotFacts } from '../../src/domain/qa/slot.js'
import type { Claim } from '../../src/domain/label/claim.js'
import { claim, facts, pullRequest } from './facts.js'

export const slot = (number: number, claims: readonly Claim[] = [], labelExists = true): Slot => ({
  label: slotLabel(number),
  labelExists,
  claims,
})

/** By default slot 2 is free, and the branch has the pull request #7. */
export const slotFacts = (slots: readonly Slot[] = [slot(2)], given: Partial<SlotFacts> = {}): SlotFacts => ({
  ...facts(),
  slots,
  ...given,
})
export const slotTwo: QaDeployOptions = { slot: 2, any: false, take: false }
/** The plan of the first round, before any writes. */
export const firstPlan = (facts: SlotFacts, options: Partial<QaDeployOptions> = {}) =>
  planQaDeploy(facts, { ...slotTwo, ...options }, { before: null, answers: {} })
export const holding = (...slots: number[]) => ({
  candidates: [pullRequest(7, { labels: slots.map(slotLabel) })],
})

/** Four slots, of which two are held. */
export const someHeld = [slot(1, [claim(3)]), slot(2, [claim(4)]), slot(3), slot(4)]
