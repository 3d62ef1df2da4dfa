import { expect, test } from 'vitest'
import { planQaUndeploy } from '../../../src/domain/qa/undeploy.js'
import { facts, pullRequest, stepTexts } from '../../support/facts.js'

test.each([
  {
    slot: null,
    labels: ['deploy', 'deploy/qa1', 'queue/qa3', 'minor'],
    steps: ['remove-label #7 deploy/qa1', 'remove-label #7 queue/qa3'],
  },
  { slot: 1, labels: ['deploy/qa1', 'deploy/qa2'], steps: ['remove-label #7 deploy/qa1'] },
  { slot: 1, labels: ['queue/qa1'], steps: ['remove-label #7 queue/qa1'] },
  { slot: 1, labels: ['deploy/qa2'], steps: [] },
])('removes the labels of slot $slot from $labels: $steps', ({ slot, labels, steps }) => {
  expect(
    stepTexts(planQaUndeploy(facts({ candidates: [pullRequest(7, { labels })] }), slot, {}).steps),
  ).toEqual(steps)
})
