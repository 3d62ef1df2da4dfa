import { expect, test } from 'vitest'
import { planQaDeploy, type SlotPlan, type QaDeployOptions } from '../../../src/domain/qa/deploy.js'
import { claim, config, stepTexts } from '../../support/facts.js'
import { someHeld, firstPlan, holding, slot, slotFacts } from '../../support/slots.js'

test.each([
  { now: 'some are free', facts: slotFacts(someHeld), steps: ['add-label #7 deploy/qa3'] },
  {
    now: 'a label is missing',
    facts: slotFacts(someHeld.slice(0, 2)),
    steps: ['create-label deploy/qa3', 'add-label #7 deploy/qa3'],
  },
  { now: 'it holds one', facts: slotFacts(someHeld, holding(4)), steps: [] },
  {
    now: 'all are held',
    facts: slotFacts([1, 2, 3, 4].map((number) => slot(number, [claim(number + 20)]))),
    steps: [],
    refused: 'All QA slots are held: qa1 by #21 (quinn)',
  },
])('plans --any when $now: $steps', ({ facts, steps, refused }) => {
  const plan = firstPlan(facts, { slot: undefined, any: true })
  expect(stepTexts(plan.steps)).toEqual(steps)
  expect(plan.refusal?.message ?? '').toContain(refused ?? '')
})

test('tries the other free slots after a lost race, then gives up', () => {
  const any: QaDeployOptions = { slot: undefined, any: true, take: false }
  const lost = (number: number) => slot(number, [claim(7, '10:00:01'), claim(3, '10:00:00')])
  let plan: SlotPlan = firstPlan(slotFacts([slot(1), slot(2)]), any)
  expect(stepTexts(plan.steps)).toEqual(['create-label deploy/qa1', 'add-label #7 deploy/qa1'].slice(1))
  const team = { config: config('environments: [qa1, qa2]') }
  plan = planQaDeploy(slotFacts([lost(1), slot(2)], { ...holding(1), ...team }), any, {
    before: plan,
    answers: {},
  })
  expect(stepTexts(plan.steps)).toEqual(['remove-label #7 deploy/qa1', 'add-label #7 deploy/qa2'])
  plan = planQaDeploy(slotFacts([slot(1), lost(2)], { ...holding(2), ...team }), any, {
    before: plan,
    answers: {},
  })
  expect(stepTexts(plan.steps)).toEqual(['remove-label #7 deploy/qa2'])
  expect(plan.refusal?.code).toBe('slot-held')
})
