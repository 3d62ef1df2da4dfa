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
    { ...approvalFacts([]), named: owner(), open: [], reacts: true, history: ofPull(environment), ...given },
    environment,
    { force: [], reason: undefined },
  )
/** What is started for which commit, or why nothing is. */
const wordsOf = ({ steps, goals, refusal }: ReturnType<typeof plan>) =>
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
    { named: owner({ base: 'release/1.4.0', labels: ['deploy'] }) },
    'environments.yml 7 → aaa',
  ],
  ['a pull request that has moved on', 'qa2', { named: owner({ sha: head }) }, 'environments.yml 7 → bbb'],
  [
    'one that nobody wrote down, found by its commit',
    'qa2',
    { named: null, open: [owner({ sha: head }), owner()], history: running('qa2', '') },
    'environments.yml 7 → aaa',
  ],
  [
    'nobody’s commit',
    'qa2',
    { named: null, open: [owner({ sha: head })], history: running('qa2', '') },
    'refused: qa2 runs aaaaaaa, which is neither a version nor of a pull request.',
  ],
  [
    'a pull request that is over',
    'qa2',
    { named: owner({ state: 'merged' }) },
    'refused: #7, which qa2 runs, is merged: only open pull requests hold environments.',
  ],
  [
    'one that has lost the label',
    'qa2',
    { named: owner({ labels: ['deploy'] }) },
    'refused: #7, which qa2 runs, does not ask for it any more.',
  ],
  ['without the pack', 'qa2', { reacts: false }, 'refused: main lacks .github/workflows/environments.yml'],
  ['nothing', 'qa2', { history: historyOf('qa2', attempt('inactive')) }, 'refused: qa2 runs nothing'],
  [
    'dev, whose run deploys',
    'dev',
    { history: running('dev', `rel - ${old}`) },
    'refused: dev runs aaaaaaa, which is neither',
  ],
  ['staging', 'staging', { history: carrying('staging', '1.4.0') }, 'deploy.yml staging 1.4.0 false → aaa'],
  [
    'staging, already under way',
    'staging',
    { history: carrying('staging', '1.4.0'), runs: [deployRun('1.4.0', 'staging')] },
    'nothing → aaa',
  ],
  [
    'staging, with a commit that is no version',
    'staging',
    { history: running('staging', '') },
    'refused: staging runs aaaaaaa, which is neither',
  ],
])('once more: %s', (_, environment, given, words) => {
  expect(wordsOf(plan(environment, given))).toContain(words)
})

const dispatched = config('gates: dispatch\napprovers: [olga, role:admin]')
test.each([
  ['qa2', 'write', config(''), null],
  ['qa2', 'triage', config(''), 'your role in acme/widgets is triage'],
  ['qa2', 'triage', dispatched, 'your role in acme/widgets is triage'],
  ['qa2', 'write', dispatched, null],
  ['staging', 'write', config(''), null],
  ['staging', 'read', config(''), 'your role in acme/widgets is read'],
  ['staging', 'maintain', dispatched, 'its approvers are olga, role:admin'],
  ['staging', 'admin', dispatched, null],
  ['staging', null, config(''), null],
])('%s by somebody with the role %s', (environment, role, given, words) => {
  const history = environment === 'staging' ? carrying('staging', '1.4.0') : ofPull('qa2')
  const viewer = { login: 'rosa', role, teams: [] }
  const { refusal } = plan(environment, { config: given, viewer, history })
  if (words === null) expect(refusal).toBeUndefined()
  else expect(refusal).toMatchObject({ code: 'permission', message: expect.stringContaining(words) })
})

test('says what else comes with it', () => {
  expect(plan('qa2', { named: owner({ sha: head }) }).warnings).toEqual([
    '#7 is at bbbbbbb by now: that is what is deployed.',
    '#7 will also be redeployed to preview/feature-login.',
  ])
  expect(plan('qa2', { named: owner({ labels: ['deploy/qa2'] }) }).warnings).toEqual([])
})

test('a freeze stops staging, and no slot', () => {
  const frozen = config(
    'freeze: [{from: 2026-01-01T00:00:00Z, to: 2027-01-01T00:00:00Z, reason: The year ends}]',
  )
  expect(plan('qa2', { config: frozen }).refusal).toBeUndefined()
  const history = carrying('staging', '1.4.0')
  expect(plan('staging', { config: frozen, history }).refusal?.message).toContain('The year ends')
})
