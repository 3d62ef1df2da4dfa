import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatedRunsIn } from './gated-runs.js'
import { runnerOf, type Runner } from '../support/runner.js'
import { openPull, startSandbox, type Json, type Sandbox, stopFaithful } from '../support/sandbox.js'
import { expectSurvival } from '../support/survival.js'

let sandbox: Sandbox
let runner: Runner
beforeAll(async () => {
  sandbox = await startSandbox()
  runner = runnerOf(sandbox)
  const reviewer = await rosa()
  await environment('slow', { wait_timer: 60 })
  await environment('slow-strict', { wait_timer: 60, reviewers: [reviewer] })
  await environment('tags', {
    deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
  })
})
afterAll(() => stopFaithful(sandbox))
const { api, get, environment, rosa, waitingRun, review } = gatedRunsIn(
  () => sandbox,
  () => runner,
)

test('a ref that matches no branch policy fails the job with GitHub’s message (31)', async () => {
  const refusal = async (ref: string, more: object = {}): Promise<Json> => {
    const job = await runner.job(await runner.start({ ref, ...more }), 'deploy')
    const answer = await runner.approach(job, 'tags')
    return answer.refusal ?? (await runner.look(job)).gate.state
  }
  const rules = 'is not allowed to deploy to tags due to environment protection rules.'
  expect(await refusal('refs/heads/main')).toBe(`Branch "main" ${rules}`)
  const { sha } = await get('/commits/main')
  await api('dev', 'POST', '/git/refs', { ref: 'refs/tags/v1.0.0', sha })
  expect(await refusal('refs/tags/v1.0.0')).toBe(`Tag "v1.0.0" ${rules}`)
  const policies = '/environments/tags/deployment-branch-policies'
  await api('olga', 'POST', policies, { name: 'v*', type: 'tag' })
  await api('olga', 'POST', policies, { name: 'refs/pull/*/merge', type: 'branch' })
  expect(await refusal('refs/tags/v1.0.0')).toBe('open')
  const number = await openPull(sandbox, 'feature/gate')
  const head = (await get(`/pulls/${number}`)).head.sha
  expect(await refusal(`refs/pull/${number}/merge`, { headSha: head, headBranch: 'feature/gate' })).toBe(
    'open',
  )
})

test('a job with `deployment: false` creates no deployment', async () => {
  const job = await runner.job(await runner.start(), 'check')
  expect(await runner.approach(job, 'silent', { deploys: false })).toMatchObject({
    gate: { state: 'open', deployment: null },
  })
  expect(await get('/deployments?environment=silent')).toEqual([])
})

test('wait timers use the sandbox’s clock; an approval does not shorten them', async () => {
  const slow = await waitingRun('slow')
  const both = await waitingRun('slow-strict')
  expect((await get(slow.pending))[0]).toMatchObject({
    wait_timer: 60,
    wait_timer_started_at: expect.any(String),
  })
  expect((await review('rosa', both.pending, 'approved')).status).toBe(200)
  expect((await runner.look(both.job)).gate.state).toBe('waiting')
  await sandbox.control('POST', 'clock', { advance: '59m' })
  expect((await runner.look(slow.job)).gate.state).toBe('waiting')
  await sandbox.control('POST', 'clock', { advance: '2m' })
  for (const { job } of [slow, both]) expect((await runner.look(job)).gate.state).toBe('open')
  expect(await get(slow.pending)).toEqual([])
})

test('gates and their timers survive a killed server', async () => {
  const { job, pending } = await waitingRun('slow')
  await expectSurvival(
    sandbox,
    [pending, '/environments', '/deployments?per_page=100'].map((path) => `/repos/acme/widgets${path}`),
  )
  await sandbox.control('POST', 'clock', { advance: '61m' })
  expect((await runner.look(job)).gate.state).toBe('open')
})
