import { expect, test } from 'vitest'
import { planApproval, type ApprovalWish } from '../../src/domain/approval/approval.js'
import type { ApprovalFacts } from '../../src/domain/approval/ground.js'
import type { VersionRun } from '../../src/domain/approval/version-run.js'
import { carrying, deployRun, done, facts, releaseRun, stepsOf, wish } from '../support/approval.js'
import { config } from '../support/facts.js'

const dispatching = { config: config('gates: dispatch\napprovers: [rosa]') }
const promoted = releaseRun('1.4.0', done)
test.each<[string, readonly VersionRun[], Partial<ApprovalFacts>, ApprovalWish, string]>([
  ['a promoted version', [promoted], {}, wish(), 'start staging 1.4.0'],
  [
    'one that is being promoted',
    [releaseRun('1.4.0')],
    {},
    wish('staging'),
    'staging of 1.4.0 is on its way to its gate',
  ],
  [
    'one whose promotion failed',
    [releaseRun('1.4.0', { ...done, conclusion: 'failure' })],
    {},
    wish('staging'),
    'nothing',
  ],
  ['production before staging', [promoted], {}, wish('production'), 'nothing'],
  [
    'production after staging',
    [promoted],
    { histories: [carrying('staging', '1.4.0')] },
    wish('production'),
    'start production 1.4.0',
  ],
  ['what runs there', [promoted], { histories: [carrying('staging', '1.4.0')] }, wish('staging'), 'nothing'],
  ['what is being deployed', [promoted, deployRun('1.4.0', 'staging')], {}, wish('staging'), 'nothing'],
  [
    'somebody else',
    [promoted],
    { viewer: { login: 'dev', role: 'write', teams: [] } },
    wish(),
    'permission: You may not approve staging of 1.4.0 in acme/widgets: rosa may approve.',
  ],
  ['nothing to turn away', [promoted], {}, { ...wish(), verdict: 'rejected' }, 'nothing'],
])('by dispatch, %s', (_, runs, given, wanted, words) => {
  expect(stepsOf(facts(runs, { ...dispatching, ...given }), wanted)).toBe(words)
})

test('what is being deployed is followed, not started again', () => {
  const { steps, goals } = planApproval(
    [facts([promoted, deployRun('1.4.0', 'staging')], dispatching)],
    wish('staging'),
    null,
  )
  expect(steps).toEqual([])
  expect(goals).toMatchObject([{ environment: 'staging', trigger: { kind: 'run', run: 99 } }])
})
