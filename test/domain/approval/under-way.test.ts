import { expect, test } from 'vitest'
import { planApproval, type ApprovalOptions } from '../../../src/domain/approval/approve.js'
import type { ApprovalFacts } from '../../../src/domain/approval/facts.js'
import type { DeploymentState } from '../../../src/domain/model/deployment.js'
import { carrying, deployRun, done, facts, gate, releaseRun, stepsOf, wish } from '../../support/approval.js'
import { config } from '../../support/facts.js'
import { attempt, historyOf } from '../../support/status.js'

const dispatch = config('gates: dispatch\napprovers: [rosa]')
const promoted = [releaseRun('1.4.0', done), releaseRun('1.3.0', done)]
/** By dispatch: both versions are promoted, and one of them is being deployed to staging. */
const deploying = (version: string, given: Partial<ApprovalFacts> = {}): ApprovalFacts =>
  facts([deployRun(version, 'staging'), ...promoted], { config: dispatch, ...given })
const older = (environment: string, verdict: ApprovalOptions['verdict'] = 'approved'): ApprovalOptions => ({
  ...wish(environment),
  version: '1.3.0',
  verdict,
})
const of = (run: number, state: DeploymentState) =>
  attempt(state, { page: `https://github.com/acme/widgets/actions/runs/${run}/job/1` })
const stays = 'staging of 1.3.0 stays outside: staging is just getting 1.4.0, which is newer.'

test.each<[string, ApprovalFacts, ApprovalOptions, string]>([
  ['keeps an older one outside', deploying('1.4.0'), wish('staging'), 'nothing'],
  ['also where nobody says which', deploying('1.4.0'), wish(), 'nothing'],
  ['also by its name', deploying('1.4.0'), older('staging'), 'nothing'],
  ['also behind it', deploying('1.4.0'), older('production'), 'nothing'],
  [
    'also when it is tried once more',
    deploying('1.4.0', { histories: [historyOf('staging', of(99, 'failure'))] }),
    wish('staging'),
    'nothing',
  ],
  ['keeps nothing outside by a wrong word', deploying('nonsense'), wish('staging'), 'start staging 1.4.0'],
  ['lets a newer one in', deploying('1.3.0'), wish('staging'), 'start staging 1.4.0'],
  [
    'keeps nothing from the next environment',
    deploying('1.4.0', { histories: [carrying('staging', '1.3.0')] }),
    wish('production'),
    'start production 1.3.0',
  ],
  [
    'does not keep an older one from being turned away',
    deploying('1.4.0'),
    older('staging', 'rejected'),
    'reject staging 1.3.0',
  ],
])('what is being deployed %s', (_, given, wanted, words) => {
  expect(stepsOf(given, wanted)).toBe(words)
})

test('what is being deployed is followed, and why a named older one is not let in is said', () => {
  const plan = planApproval([deploying('1.4.0')], wish('staging'), null)
  expect(plan).toMatchObject({
    steps: [],
    summary: 'staging of 1.4.0 was let in already.',
    goals: [{ environment: 'staging', trigger: { kind: 'run', run: 99 } }],
    result: { approvals: [{ to: '1.4.0', decision: 'none' }] },
  })
  expect(plan).not.toHaveProperty('warnings')
  expect(planApproval([deploying('1.4.0')], older('staging'), null).summary).toBe(stays)
})

test('what is started after it is followed in its place', () => {
  const { goals } = planApproval([deploying('1.3.0')], wish('staging'), null)
  expect(goals).toMatchObject([{ trigger: { kind: 'dispatch', title: 'Deploy 1.4.0 to staging' } }])
})

test('what reviewers let in overtakes what waits; a rollback is an older one on purpose', () => {
  const seen = (run = releaseRun('1.3.0', { gates: [gate('staging')] })) =>
    facts([releaseRun('1.4.0'), run], { histories: [historyOf('staging', of(4, 'in_progress'))] })
  expect(planApproval([seen()], wish('staging'), null)).toMatchObject({
    steps: [],
    summary: 'staging of 1.4.0 was let in already.',
    warnings: [stays],
    goals: [{ environment: 'staging', trigger: { run: 4 } }],
  })
  expect(planApproval([seen()], older('staging'), null)).toMatchObject({ steps: [], summary: stays })
  expect(stepsOf(seen(), older('staging', 'rejected'))).toBe('rejected staging of 3')
  const rollback = seen(deployRun('1.3.0', 'staging', { gates: [gate('staging')] }))
  expect(stepsOf(rollback, wish('staging'))).toBe('approved staging of 99')
})
