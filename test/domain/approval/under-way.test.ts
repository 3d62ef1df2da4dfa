import { expect, test } from 'vitest'
import { planApproval, type ApprovalOptions } from '../../../src/domain/approval/approve.js'
import type { ApprovalFacts } from '../../../src/domain/approval/facts.js'
import type { DeploymentState } from '../../../src/domain/model/deployment.js'
import { carrying, deployRun, done, facts, gate, releaseRun, stepsOf, wish } from '../../support/approval.js'
import { config } from '../../support/facts.js'
import { attempt, historyOf } from '../../support/status.js'

const dispatch = config('gates: dispatch\napprovers: [rosa]')
const promoted = [releaseRun('1.4.0', done), releaseRun('1.3.0', done)]
/** With dispatched gates: both versions are promoted, and one of them is being deployed to staging. */
const deploying = (version: string, given: Partial<ApprovalFacts> = {}): ApprovalFacts =>
  facts([deployRun(version, 'staging'), ...promoted], { config: dispatch, ...given })
const older = (environment: string, verdict: ApprovalOptions['verdict'] = 'approved'): ApprovalOptions => ({
  ...wish(environment),
  version: '1.3.0',
  verdict,
})
const of = (run: number, state: DeploymentState) =>
  attempt(state, { page: `https://github.com/acme/widgets/actions/runs/${run}/job/1` })
const supersededText = '1.3.0 for staging is superseded: 1.4.0 is being deployed to staging.'

test.each<[string, ApprovalFacts, ApprovalOptions, string]>([
  ['supersedes an older one', deploying('1.4.0'), wish('staging'), 'nothing'],
  ['supersedes it without naming an environment', deploying('1.4.0'), wish(), 'nothing'],
  ['supersedes it if it is named', deploying('1.4.0'), older('staging'), 'nothing'],
  ['supersedes it for the next stage', deploying('1.4.0'), older('production'), 'nothing'],
  [
    'supersedes it while the deployment is repeated',
    deploying('1.4.0', { histories: [historyOf('staging', of(99, 'failure'))] }),
    wish('staging'),
    'nothing',
  ],
  [
    'supersedes nothing if it is not a version',
    deploying('nonsense'),
    wish('staging'),
    'start staging 1.4.0',
  ],
  ['does not supersede a newer one', deploying('1.3.0'), wish('staging'), 'start staging 1.4.0'],
  [
    'does not supersede a version at the next stage',
    deploying('1.4.0', { histories: [carrying('staging', '1.3.0')] }),
    wish('production'),
    'start production 1.3.0',
  ],
  ['lets an older one be rejected', deploying('1.4.0'), older('staging', 'rejected'), 'reject staging 1.3.0'],
])('a version being deployed %s', (_, given, options, expected) => {
  expect(stepsOf(given, options)).toBe(expected)
})

test('follows the version being deployed, and explains why a named older one is superseded', () => {
  const plan = planApproval([deploying('1.4.0')], wish('staging'), null)
  expect(plan).toMatchObject({
    steps: [],
    summary: '1.4.0 for staging is already approved.',
    goals: [{ environment: 'staging', trigger: { kind: 'run', run: 99 } }],
    result: { approvals: [{ to: '1.4.0', decision: 'none' }] },
  })
  expect(plan).not.toHaveProperty('warnings')
  expect(planApproval([deploying('1.4.0')], older('staging'), null).summary).toBe(supersededText)
})

test('follows the newer version that is started after it', () => {
  const { goals } = planApproval([deploying('1.3.0')], wish('staging'), null)
  expect(goals).toMatchObject([{ trigger: { kind: 'dispatch', title: 'Deploy 1.4.0 to staging' } }])
})

test('a version approved by reviewers supersedes older ones, except a rollback', () => {
  const seen = (run = releaseRun('1.3.0', { gates: [gate('staging')] })) =>
    facts([releaseRun('1.4.0'), run], { histories: [historyOf('staging', of(4, 'in_progress'))] })
  expect(planApproval([seen()], wish('staging'), null)).toMatchObject({
    steps: [],
    summary: '1.4.0 for staging is already approved.',
    warnings: [supersededText],
    goals: [{ environment: 'staging', trigger: { run: 4 } }],
  })
  expect(planApproval([seen()], older('staging'), null)).toMatchObject({ steps: [], summary: supersededText })
  expect(stepsOf(seen(), older('staging', 'rejected'))).toBe('rejected staging of 3')
  const rollback = seen(deployRun('1.3.0', 'staging', { gates: [gate('staging')] }))
  expect(stepsOf(rollback, wish('staging'))).toBe('approved staging of 99')
})
