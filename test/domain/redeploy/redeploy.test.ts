import { expect, test } from 'vitest'
import { planRedeploy } from '../../../src/domain/redeploy/redeploy.js'
import type { RedeployFacts } from '../../../src/domain/redeploy/start.js'
import { facts as approvalFacts, carrying, deployRun } from '../../support/approval.js'
import { config, pullRequest } from '../../support/facts.js'
import { attempt, historyOf } from '../../support/status.js'

const [old, head] = ['a'.repeat(40), 'b'.repeat(40)]
const running = (environment: string, description: string) =>
  historyOf(
    environment,
    attempt('success', { commit: old, page: 'http://run', statuses: [{ description, url: null, at: '' }] }),
  )
const ofPull = (environment: string, number = 7) => running(environment, `rel pr ${number} ${old}`)
const owner = (given: Parameters<typeof pullRequest>[1] = {}) =>
  pullRequest(7, { head: 'feature/login', sha: old, labels: ['deploy', 'deploy/qa2'], ...given })
const plan = (environment: string, given: Partial<RedeployFacts> = {}) =>
  planRedeploy(
    {
      ...approvalFacts([]),
      deployedPull: owner(),
      openPulls: [],
      hasWorkflow: true,
      history: ofPull(environment),
      ...given,
    },
    environment,
    { force: [], reason: undefined },
  )
/** The workflow that is started and the commit, or the refusal. */
const outcomeOf = ({ steps, goals, refusal }: ReturnType<typeof plan>) =>
  refusal
    ? `${refusal.code}: ${refusal.message}`
    : `${steps.map((step) => (step.kind === 'dispatch-workflow' ? `${step.workflow} ${Object.values(step.inputs).join(' ')}` : step.kind)).join(', ') || 'nothing'} → ${goals?.[0]?.commit?.slice(0, 3)}`
const monorepo = config('services: {api: {paths: [api]}, web: {paths: [web]}}')

test.each<[string, string, Partial<RedeployFacts>, string]>([
  ['a slot', 'qa2', {}, 'environments.yml 7 → aaa'],
  ['a preview', 'preview/feature-login', {}, 'environments.yml 7 → aaa'],
  ['a preview of a service', 'preview/feature-login/api', { config: monorepo }, 'environments.yml 7 → aaa'],
  [
    'a hotfix',
    'hotfix',
    { deployedPull: owner({ base: 'release/1.4.0', labels: ['deploy'] }) },
    'environments.yml 7 → aaa',
  ],
  [
    'a pull request that has moved on',
    'qa2',
    { deployedPull: owner({ sha: head }) },
    'environments.yml 7 → bbb',
  ],
  [
    'a pull request that is not recorded, found by its commit',
    'qa2',
    { deployedPull: null, openPulls: [owner({ sha: head }), owner()], history: running('qa2', '') },
    'environments.yml 7 → aaa',
  ],
  [
    'a commit of no pull request',
    'qa2',
    { deployedPull: null, openPulls: [owner({ sha: head })], history: running('qa2', '') },
    'refused: qa2 runs aaaaaaa, which is neither a version nor the head of a pull request.',
  ],
  [
    'a merged pull request',
    'qa2',
    { deployedPull: owner({ state: 'merged' }) },
    'refused: #7, which qa2 runs, is merged; only open pull requests are deployed.',
  ],
  [
    'a pull request that has lost the label',
    'qa2',
    { deployedPull: owner({ labels: ['deploy'] }) },
    'refused: #7, which qa2 runs, no longer requests qa2.',
  ],
  [
    'without the pack',
    'qa2',
    { hasWorkflow: false },
    'refused: .github/workflows/environments.yml, which deploys it, is missing on main.',
  ],
  [
    'an empty slot',
    'qa2',
    { history: historyOf('qa2', attempt('inactive')) },
    'refused: qa2 has no deployment to repeat',
  ],
  [
    'dev, which the main workflow deploys',
    'dev',
    { history: running('dev', `rel - ${old}`) },
    'refused: dev runs aaaaaaa, which is neither',
  ],
  ['staging', 'staging', { history: carrying('staging', '1.4.0') }, 'deploy.yml staging 1.4.0 false → aaa'],
  [
    'staging, already being deployed',
    'staging',
    { history: carrying('staging', '1.4.0'), runs: [deployRun('1.4.0', 'staging')] },
    'nothing → aaa',
  ],
  [
    'staging, with a commit without a version',
    'staging',
    { history: running('staging', '') },
    'refused: staging runs aaaaaaa, which is neither',
  ],
])('redeploys: %s', (_, environment, given, expected) => {
  expect(outcomeOf(plan(environment, given))).toContain(expected)
})

const dispatched = config('gates: dispatch\napprovers: [olga, role:admin]')
test.each([
  ['qa2', 'write', config(''), null],
  ['qa2', 'triage', config(''), 'your role in acme/widgets is triage'],
  ['qa2', 'triage', dispatched, 'your role in acme/widgets is triage'],
  ['qa2', 'write', dispatched, null],
  ['staging', 'write', config(''), null],
  ['staging', 'read', config(''), 'your role in acme/widgets is read'],
  ['staging', 'maintain', dispatched, 'approvers: olga, role:admin'],
  ['staging', 'admin', dispatched, null],
  ['staging', null, config(''), null],
])('redeploys %s with the role %s', (environment, role, given, message) => {
  const history = environment === 'staging' ? carrying('staging', '1.4.0') : ofPull('qa2')
  const viewer = { login: 'rosa', role, teams: [] }
  const { refusal } = plan(environment, { config: given, viewer, history })
  if (message === null) expect(refusal).toBeUndefined()
  else expect(refusal).toMatchObject({ code: 'permission', message: expect.stringContaining(message) })
})

test('warns about a newer commit and about other environments', () => {
  expect(plan('qa2', { deployedPull: owner({ sha: head }) }).warnings).toEqual([
    '#7 has moved to bbbbbbb; that commit is deployed.',
    '#7 will also be redeployed to preview/feature-login.',
  ])
  expect(plan('qa2', { deployedPull: owner({ labels: ['deploy/qa2'] }) }).warnings).toEqual([])
})

test('a freeze refuses staging, but not a slot', () => {
  const frozen = config(
    'freeze: [{from: 2026-01-01T00:00:00Z, to: 2027-01-01T00:00:00Z, reason: The year ends}]',
  )
  expect(plan('qa2', { config: frozen }).refusal).toBeUndefined()
  const history = carrying('staging', '1.4.0')
  expect(plan('staging', { config: frozen, history }).refusal?.message).toContain('The year ends')
})
