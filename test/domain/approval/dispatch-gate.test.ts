import { expect, test } from 'vitest'
import { planApproval, type ApprovalOptions } from '../../../src/domain/approval/approve.js'
import type { ApprovalFacts, VersionRun } from '../../../src/domain/approval/facts.js'
import {
  carrying,
  deployRun,
  done,
  facts,
  rejection,
  rejectRun,
  releaseRun,
  stepsOf,
  wish,
} from '../../support/approval.js'
import { config } from '../../support/facts.js'

const dispatching = { config: config('gates: dispatch\napprovers: [rosa]') }
const promoted = releaseRun('1.4.0', done)
const rejecting = (...names: readonly string[]): ApprovalOptions => ({
  ...wish(...names),
  verdict: 'rejected',
})
const stagingRejected = { rejections: [rejection('staging', '1.4.0', 'Not on a Friday')] }
test.each<[string, readonly VersionRun[], Partial<ApprovalFacts>, ApprovalOptions, string]>([
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
  ['one that has no image', [promoted], { digests: new Map([['1.4.0', null]]) }, wish('staging'), 'nothing'],
  ['one whose image is not to be seen', [promoted], { digests: new Map() }, wish(), 'start staging 1.4.0'],
  [
    'production before staging',
    [promoted],
    {},
    wish('production'),
    'production of 1.4.0 is on its way to its gate',
  ],
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
  ['turned away', [promoted], {}, rejecting(), 'reject staging 1.4.0'],
  ['nothing to turn away', [], {}, rejecting(), 'nothing'],
  [
    'turned away by somebody else',
    [promoted],
    { viewer: { login: 'dev', role: 'write', teams: [] } },
    rejecting(),
    'permission: You may not reject staging of 1.4.0 in acme/widgets: rosa may reject.',
  ],
  ['what was turned away, once more', [promoted], stagingRejected, rejecting('staging'), 'nothing'],
  ['what is being turned away', [promoted, rejectRun('1.4.0', 'staging')], {}, rejecting(), 'nothing'],
  ['what was turned away does not wait', [promoted], stagingRejected, wish(), 'nothing'],
  [
    'nor is it let in by the way',
    [promoted],
    stagingRejected,
    wish('staging'),
    'rejected: staging of 1.4.0 was rejected by olga: Not on a Friday.',
  ],
  [
    'what was turned away before',
    [promoted],
    stagingRejected,
    wish('production'),
    'rejected: staging of 1.4.0 was rejected by olga: Not on a Friday.',
  ],
  [
    'after all, by its version',
    [promoted],
    stagingRejected,
    { ...wish('staging'), version: '1.4.0' },
    'start staging 1.4.0',
  ],
  [
    'not past the gate at which it was turned away',
    [promoted],
    stagingRejected,
    { ...wish('production'), version: '1.4.0' },
    'rejected: staging of 1.4.0 was rejected by olga: Not on a Friday.',
  ],
  [
    'nor while it is being turned away',
    [promoted, rejectRun('1.4.0', 'staging')],
    {},
    wish('staging'),
    'rejected: staging of 1.4.0 is being rejected.',
  ],
  [
    'nor a lower one instead',
    [promoted, releaseRun('1.3.0', done), rejectRun('1.4.0', 'staging')],
    {},
    wish(),
    'rejected: staging of 1.4.0 is being rejected.',
  ],
  [
    'after all, by its version, while it is being turned away',
    [promoted, rejectRun('1.4.0', 'staging')],
    {},
    { ...wish('staging'), version: '1.4.0' },
    'start staging 1.4.0',
  ],
  [
    'a lower one than what was turned away',
    [promoted, releaseRun('1.3.0', done)],
    stagingRejected,
    wish('staging'),
    'start staging 1.3.0',
  ],
  [
    'another version',
    [promoted],
    { rejections: [rejection('staging', '1.3.0')] },
    wish(),
    'start staging 1.4.0',
  ],
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

test('a rejection carries its comment in one line, and is said to be there already', () => {
  const wanted = { ...rejecting('staging'), comment: 'Not on\n a Friday ' }
  expect(planApproval([facts([promoted], dispatching)], wanted, null)).toMatchObject({
    steps: [
      {
        kind: 'dispatch-workflow',
        workflow: 'deploy.yml',
        ref: 'main',
        inputs: { environment: 'staging', version: '1.4.0', verdict: 'reject', comment: 'Not on a Friday' },
      },
    ],
    question: 'Reject staging of acme/widgets?',
  })
  const known = facts([promoted], { ...dispatching, ...stagingRejected })
  expect(planApproval([known], wanted, null).summary).toBe(
    'staging of 1.4.0 was rejected by olga: Not on a Friday.',
  )
})

test('who lets in what was turned away is told so', () => {
  const known = facts([promoted], { ...dispatching, ...stagingRejected })
  const { checks } = planApproval([known], { ...wish('staging'), version: '1.4.0' }, null)
  expect(checks?.[0]?.finding).toContain('it was rejected by olga: Not on a Friday, rosa may approve')
})

test('a refused run of the same name, of the same second, is not the one that approving starts', () => {
  const refused = deployRun('1.4.0', 'staging', { id: 77, ...done, conclusion: 'failure' })
  const { goals } = planApproval([facts([promoted, refused], dispatching)], wish('staging'), null)
  expect(goals).toMatchObject([
    { trigger: { kind: 'dispatch', title: 'Deploy 1.4.0 to staging', after: 77 } },
  ])
})
