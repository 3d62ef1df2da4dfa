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

/** The facts with a free slot 2 and the pull request #7 of the branch. */
export const world = (slots: readonly Slot[] = [slot(2)], given: Partial<SlotFacts> = {}): SlotFacts => ({
  ...facts(),
  slots,
  ...given,
})
export const two: QaDeployOptions = { slot: 2, any: false, take: false }
/** The plan before the first write. */
export const first = (facts: SlotFacts, options: Partial<QaDeployOptions> = {}) =>
  planQaDeploy(facts, { ...two, ...options }, { before: null, answers: {} })
export const holding = (...slots: number[]) => ({
  candidates: [pullRequest(7, { labels: slots.map(slotLabel) })],
})

/** Two held slots and two free ones. */
export const board = [slot(1, [claim(3)]), slot(2, [claim(4)]), slot(3), slot(4)]
