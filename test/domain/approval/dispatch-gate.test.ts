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
  ['starts a promoted version', [promoted], {}, wish(), 'start staging 1.4.0'],
  [
    'waits for a version that is being promoted',
    [releaseRun('1.4.0')],
    {},
    wish('staging'),
    '1.4.0 for staging has not reached its gate yet',
  ],
  [
    'ignores a version whose promotion failed',
    [releaseRun('1.4.0', { ...done, conclusion: 'failure' })],
    {},
    wish('staging'),
    'nothing',
  ],
  [
    'ignores a version without an image',
    [promoted],
    { digests: new Map([['1.4.0', null]]) },
    wish('staging'),
    'nothing',
  ],
  [
    'starts a version whose image cannot be read',
    [promoted],
    { digests: new Map() },
    wish(),
    'start staging 1.4.0',
  ],
  [
    'waits for staging before production',
    [promoted],
    {},
    wish('production'),
    '1.4.0 for production has not reached its gate yet',
  ],
  [
    'starts production after staging',
    [promoted],
    { histories: [carrying('staging', '1.4.0')] },
    wish('production'),
    'start production 1.4.0',
  ],
  [
    'does not start the running version',
    [promoted],
    { histories: [carrying('staging', '1.4.0')] },
    wish('staging'),
    'nothing',
  ],
  [
    'does not start a version that is being deployed',
    [promoted, deployRun('1.4.0', 'staging')],
    {},
    wish('staging'),
    'nothing',
  ],
  [
    'refuses a viewer who is no approver',
    [promoted],
    { viewer: { login: 'dev', role: 'write', teams: [] } },
    wish(),
    'permission: You cannot approve 1.4.0 for staging in acme/widgets; approvers: rosa.',
  ],
  ['rejects a promoted version', [promoted], {}, rejecting(), 'reject staging 1.4.0'],
  ['rejects nothing if no version waits', [], {}, rejecting(), 'nothing'],
  [
    'refuses a rejection by a viewer who is no approver',
    [promoted],
    { viewer: { login: 'dev', role: 'write', teams: [] } },
    rejecting(),
    'permission: You cannot reject 1.4.0 for staging in acme/widgets; approvers: rosa.',
  ],
  ['does not reject a rejected version again', [promoted], stagingRejected, rejecting('staging'), 'nothing'],
  [
    'does not reject a version that is being rejected',
    [promoted, rejectRun('1.4.0', 'staging')],
    {},
    rejecting(),
    'nothing',
  ],
  ['does not start a rejected version', [promoted], stagingRejected, wish(), 'nothing'],
  [
    'refuses to approve a rejected version without its name',
    [promoted],
    stagingRejected,
    wish('staging'),
    'rejected: 1.4.0 for staging was rejected by olga: Not on a Friday.',
  ],
  [
    'refuses production after a rejection at staging',
    [promoted],
    stagingRejected,
    wish('production'),
    'rejected: 1.4.0 for staging was rejected by olga: Not on a Friday.',
  ],
  [
    'starts a rejected version by its name',
    [promoted],
    stagingRejected,
    { ...wish('staging'), version: '1.4.0' },
    'start staging 1.4.0',
  ],
  [
    'refuses production by name after a rejection at staging',
    [promoted],
    stagingRejected,
    { ...wish('production'), version: '1.4.0' },
    'rejected: 1.4.0 for staging was rejected by olga: Not on a Friday.',
  ],
  [
    'refuses to approve a version that is being rejected',
    [promoted, rejectRun('1.4.0', 'staging')],
    {},
    wish('staging'),
    'rejected: 1.4.0 for staging is being rejected.',
  ],
  [
    'starts no lower version while one is being rejected',
    [promoted, releaseRun('1.3.0', done), rejectRun('1.4.0', 'staging')],
    {},
    wish(),
    'rejected: 1.4.0 for staging is being rejected.',
  ],
  [
    'starts by name a version that is being rejected',
    [promoted, rejectRun('1.4.0', 'staging')],
    {},
    { ...wish('staging'), version: '1.4.0' },
    'start staging 1.4.0',
  ],
  [
    'starts a lower version than the rejected one',
    [promoted, releaseRun('1.3.0', done)],
    stagingRejected,
    wish('staging'),
    'start staging 1.3.0',
  ],
  [
    'starts a version after the rejection of another one',
    [promoted],
    { rejections: [rejection('staging', '1.3.0')] },
    wish(),
    'start staging 1.4.0',
  ],
])('with dispatched gates: %s', (_, runs, given, options, expected) => {
  expect(stepsOf(facts(runs, { ...dispatching, ...given }), options)).toBe(expected)
})

test('follows a deployment in progress instead of starting it again', () => {
  const { steps, goals } = planApproval(
    [facts([promoted, deployRun('1.4.0', 'staging')], dispatching)],
    wish('staging'),
    null,
  )
  expect(steps).toEqual([])
  expect(goals).toMatchObject([{ environment: 'staging', trigger: { kind: 'run', run: 99 } }])
})

test('puts the comment of a rejection on one line, and reports an existing rejection', () => {
  const options = { ...rejecting('staging'), comment: 'Not on\n a Friday ' }
  expect(planApproval([facts([promoted], dispatching)], options, null)).toMatchObject({
    steps: [
      {
        kind: 'dispatch-workflow',
        workflow: 'deploy.yml',
        ref: 'main',
        inputs: { environment: 'staging', version: '1.4.0', verdict: 'reject', comment: 'Not on a Friday' },
      },
    ],
    question: 'Reject the deployment to staging in acme/widgets?',
  })
  const known = facts([promoted], { ...dispatching, ...stagingRejected })
  expect(planApproval([known], options, null).summary).toBe(
    '1.4.0 for staging was rejected by olga: Not on a Friday.',
  )
})

test('shows the rejection to whoever approves the version anyway', () => {
  const known = facts([promoted], { ...dispatching, ...stagingRejected })
  const { checks } = planApproval([known], { ...wish('staging'), version: '1.4.0' }, null)
  expect(checks?.[0]?.finding).toContain('it was rejected by olga: Not on a Friday, approvers: rosa')
})

test('does not follow an earlier refused run with the same name', () => {
  const refused = deployRun('1.4.0', 'staging', { id: 77, ...done, conclusion: 'failure' })
  const { goals } = planApproval([facts([promoted, refused], dispatching)], wish('staging'), null)
  expect(goals).toMatchObject([
    { trigger: { kind: 'dispatch', title: 'Deploy 1.4.0 to staging', after: 77 } },
  ])
})
