import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatedRunsIn } from './gated-runs.js'
import { runnerOf, type Runner } from '../support/runner.js'
import { startSandbox, type Json, type Sandbox, stopFaithful } from '../support/sandbox.js'
import { expectSurvival } from '../support/survival.js'

let sandbox: Sandbox
let runner: Runner
beforeAll(async () => {
  sandbox = await startSandbox()
  runner = runnerOf(sandbox)
  const reviewer = await rosa()
  await environment('staging', { reviewers: [reviewer] })
  await environment('strict', { reviewers: [reviewer], prevent_self_review: true })
})
afterAll(() => stopFaithful(sandbox))
const { get, environment, rosa, waitingRun, review } = gatedRunsIn(
  () => sandbox,
  () => runner,
)
const statesOf = async ({ id }: Json): Promise<string[]> =>
  (await get(`/deployments/${id}/statuses`)).map(({ state }: Json) => state)

test('a job waits for a reviewer and continues after an approval; its deployment gets the statuses', async () => {
  const { run, job, pending } = await waitingRun('staging')
  expect(await get(`/actions/runs/${run.id}`)).toMatchObject({ status: 'waiting' })
  expect(await get(`/actions/jobs/${job.id}`)).toMatchObject({ status: 'waiting' })
  expect(await get(pending)).toMatchObject([
    {
      environment: { name: 'staging' },
      wait_timer: 0,
      wait_timer_started_at: null,
      current_user_can_approve: false,
      reviewers: [{ type: 'User', reviewer: { login: 'rosa' } }],
    },
  ])
  expect((await get(pending, 'rosa'))[0].current_user_can_approve).toBe(true)
  const refused = await review('dev', pending, 'approved')
  expect(refused.status).toBe(422)
  const { status, body } = await review('rosa', pending, 'approved')
  expect([status, body]).toMatchObject([
    200,
    [
      {
        environment: 'staging',
        ref: 'main',
        sha: run.headSha,
        creator: { login: 'dev' },
        performed_via_github_app: { slug: 'github-actions' },
      },
    ],
  ])
  expect(await runner.look(job)).toMatchObject({ job: { status: 'queued' }, gate: { state: 'open' } })
  expect(await get(pending)).toEqual([])
  expect(await get(`/actions/runs/${run.id}/approvals`)).toMatchObject([
    {
      state: 'approved',
      comment: 'rosa says approved',
      user: { login: 'rosa' },
      environments: [{ name: 'staging' }],
    },
  ])
  expect((await runner.eventsAfter(job.id)).filter(({ action }) => action === 'approved')).toMatchObject([
    { name: 'deployment_review', payload: { run: run.id, jobs: [job.id] } },
  ])
  await runner.progress('jobs', job, { status: 'in_progress' })
  const url = 'https://staging.example'
  await runner.progress('jobs', job, { status: 'completed', conclusion: 'success', environmentUrl: url })
  expect(await statesOf(body[0])).toEqual(['success', 'in_progress', 'queued', 'waiting'])
  expect((await get(`/deployments/${body[0].id}/statuses`))[0]).toMatchObject({
    creator: { login: 'dev' },
    performed_via_github_app: { slug: 'github-actions' },
    environment_url: url,
    log_url: expect.stringContaining(`/actions/runs/${run.id}/job/${job.id}`),
  })
  const { deployment } = await get(`/check-runs/${job.id}`)
  expect([deployment.id, deployment.creator, deployment.environment]).toEqual([
    body[0].id,
    undefined,
    'staging',
  ])
  expect((await review('rosa', pending, 'approved')).status).toBe(422)
})

test('a review applies to all jobs of the run that wait for the environment', async () => {
  const { run, job, pending } = await waitingRun('staging')
  const other = await runner.job(run, 'second')
  await runner.approach(other, 'staging')
  expect(await get(pending)).toHaveLength(1)
  expect((await review('rosa', pending, 'approved')).body).toHaveLength(2)
  for (const waiting of [job, other]) expect((await runner.look(waiting)).gate.state).toBe('open')
})

test('a rejected job fails', async () => {
  const { job, pending } = await waitingRun('staging')
  const { body } = await review('rosa', pending, 'rejected')
  expect(await runner.look(job)).toMatchObject({
    job: { status: 'completed', conclusion: 'failure' },
    gate: { state: 'rejected' },
  })
  expect(await statesOf(body[0])).toEqual(['failure', 'waiting'])
})

test('with prevent_self_review the user who started a run may not approve it (30)', async () => {
  const own = await waitingRun('strict', { actor: 'rosa' })
  expect((await get(own.pending, 'rosa'))[0].current_user_can_approve).toBe(false)
  expect((await review('rosa', own.pending, 'approved')).status).toBe(422)
  const foreign = await waitingRun('strict')
  expect((await review('rosa', foreign.pending, 'approved')).status).toBe(200)
})

test('a member of a reviewing team may approve', async () => {
  const input = { name: 'Release crew', repo_names: ['acme/widgets'], permission: 'pull' }
  const { body: team } = await sandbox.api('olga', 'POST', '/orgs/acme/teams', input)
  const member = `/orgs/acme/teams/${team.slug}/memberships/quinn`
  expect((await sandbox.api('olga', 'PUT', member, { role: 'member' })).status).toBe(200)
  const created = await environment('crew', { reviewers: [{ type: 'Team', id: team.id }] })
  expect(created.body.protection_rules[0].reviewers).toMatchObject([
    { type: 'Team', reviewer: { slug: 'release-crew' } },
  ])
  const { pending } = await waitingRun('crew')
  expect((await review('dev', pending, 'approved')).status).toBe(422)
  expect((await review('quinn', pending, 'approved')).status).toBe(200)
})

test('a workflow token may not approve, a fine-grained token of a reviewer may', async () => {
  const { pending } = await waitingRun('staging')
  const permissions = { actions: 'read', deployments: 'read', checks: 'read' }
  const id = (await get(pending))[0].environment.id
  const approveAs = async (kind: string, granted: object) => {
    const token = await sandbox.newToken({
      kind,
      login: 'rosa',
      repository: 'acme/widgets',
      permissions: granted,
    })
    const input = { environment_ids: [id], state: 'approved', comment: '' }
    const headers = { authorization: `Bearer ${token}` }
    return sandbox.api(null, 'POST', `/repos/acme/widgets${pending}`, input, headers)
  }
  const robot = await approveAs('workflow', { ...permissions, deployments: 'write' })
  expect([robot.status, robot.body.message]).toEqual([403, 'Resource not accessible by integration'])
  expect((await approveAs('fine-grained', { actions: 'read' })).status).toBe(403)
  expect((await approveAs('fine-grained', permissions)).status).toBe(200)
})

test('survives a killed server', async () => {
  const { run, pending } = await waitingRun('staging')
  const runs = (await get('/actions/runs?per_page=100')).workflow_runs.map(({ id }: Json) => id)
  await expectSurvival(
    sandbox,
    [
      pending,
      '/deployments?per_page=100',
      ...runs.map((id: number) => `/actions/runs/${id}/approvals`),
      ...runs.map((id: number) => `/actions/runs/${id}/jobs`),
    ].map((path) => `/repos/acme/widgets${path}`),
  )
  expect((await review('rosa', pending, 'approved')).status).toBe(200)
  expect((await get(`/actions/runs/${run.id}`)).status).toBe('queued')
})
