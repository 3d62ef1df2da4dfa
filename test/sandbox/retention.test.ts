import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOf } from '../support/faults.js'
import { addWorkflow, runnerOf, type Runner } from '../support/runner.js'
import { startSandbox, stopFaithful, type Json, type Sandbox } from '../support/sandbox.js'

let sandbox: Sandbox
let runner: Runner
beforeAll(async () => {
  sandbox = await startSandbox()
  runner = runnerOf(sandbox)
  await addWorkflow(sandbox, 'ship.yml', 'name: Ship it\non: push\njobs: {}')
})
afterAll(() => stopFaithful(sandbox))
const api = (login: string, method: string, path: string, body?: unknown) =>
  sandbox.api(login, method, `/repos/acme/widgets${path}`, body)
const get = async (path: string): Promise<Json> => (await api('dev', 'GET', path)).body
const advance = (time: string) => sandbox.control('POST', 'clock', { advance: time })
const runIds = async (): Promise<readonly number[]> =>
  (await get('/actions/runs')).workflow_runs.map(({ id }: Json) => id)

async function deployed(): Promise<{ readonly run: Json; readonly job: Json; readonly deployment: number }> {
  const run = await runner.start()
  const job = await runner.job(run, 'deploy')
  const { gate } = await runner.approach(job, 'dev')
  await runner.progress('jobs', job, { status: 'completed', conclusion: 'success' })
  await runner.progress('runs', run, { status: 'completed', conclusion: 'success' })
  return { run, job, deployment: gate.deployment }
}

test('runs, checks and commit statuses are kept for 90 days, deployments for ever', async () => {
  const { run, job, deployment } = await deployed()
  const waiting = await runner.start()
  await api('dev', 'POST', `/statuses/${run.headSha}`, { state: 'success', context: 'unit' })
  await advance('89d')
  expect(await runIds()).toEqual([waiting.id, run.id])
  await advance('1d')
  expect(await runIds()).toEqual([waiting.id])
  for (const path of [`/actions/runs/${run.id}`, `/actions/jobs/${job.id}`, `/check-runs/${job.id}`])
    expect((await api('dev', 'GET', path)).status).toBe(404)
  expect((await get(`/commits/${run.headSha}/check-runs`)).total_count).toBe(0)
  expect((await get(`/commits/${run.headSha}/status`)).total_count).toBe(0)
  expect((await get('/deployments')).map(({ id }: Json) => id)).toEqual([deployment])
  expect(await get(`/deployments/${deployment}/statuses`)).toHaveLength(2)
  await runner.progress('runs', waiting, { status: 'completed', conclusion: 'success' })
})

test('a repository sets its retention, for new runs', async () => {
  const path = '/actions/permissions/artifact-and-log-retention'
  expect((await api('olga', 'GET', path)).body).toEqual({ days: 90, maximum_allowed_days: 400 })
  const before = await deployed()
  expect((await api('dev', 'PUT', path, { days: 10 })).status).toBe(403)
  expect((await api('olga', 'PUT', path, { days: 401 })).status).toBe(422)
  expect((await api('olga', 'PUT', path, { days: 10 })).status).toBe(204)
  expect((await api('olga', 'GET', path)).body).toMatchObject({ days: 10 })
  const after = await deployed()
  await advance('10d')
  expect([await runIds(), (await api('dev', 'GET', `/actions/runs/${after.run.id}`)).status]).toEqual([
    [before.run.id],
    404,
  ])
})

test("a job's own deployment can be late in lists, not by its id", async () => {
  await faultsOf(sandbox).deploymentLag()
  const { deployment } = await deployed()
  const listed = async (): Promise<readonly unknown[]> => {
    const query =
      '{ repository(owner: "acme", name: "widgets") { deployments(last: 1) { nodes { databaseId } } } }'
    const { body } = await sandbox.graphql('dev', query)
    const [newest] = body.data.repository.deployments.nodes
    return [
      (await get('/deployments?environment=dev'))[0].id === deployment,
      newest.databaseId === deployment,
    ]
  }
  expect(await listed()).toEqual([false, false])
  expect((await api('dev', 'GET', `/deployments/${deployment}/statuses`)).status).toBe(200)
  await advance('31s')
  expect(await listed()).toEqual([true, true])
})
