import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pathsOf } from '../../src/sandbox/paths.js'
import { addWorkflow, runnerOf, type Runner } from '../support/runner.js'
import { startSandbox, stopFaithful, type Json, type Sandbox } from '../support/sandbox.js'

let sandbox: Sandbox
let runner: Runner
let sha: string
beforeAll(async () => {
  sandbox = await startSandbox()
  runner = runnerOf(sandbox)
  await addWorkflow(sandbox, 'ship.yml', 'name: Ship it\non: push\njobs: {}')
  sha = (await get('/commits/main')).sha
})
afterAll(() => stopFaithful(sandbox))
const api = (login: string, method: string, path: string, body?: unknown) =>
  sandbox.api(login, method, `/repos/acme/widgets${path}`, body)
const get = async (path: string): Promise<Json> => (await api('dev', 'GET', path)).body
const answer = async (login: string, method: string, path: string): Promise<readonly unknown[]> => {
  const { status, body } = await api(login, method, path)
  return [status, ...(body === null ? [] : [body.message])]
}

/** A completed run with a job that deploys, a log and an artifact. */
async function completedRun(environment: string) {
  const run = await runner.start()
  const job = await runner.job(run, 'deploy')
  const { gate } = await runner.approach(job, environment)
  await runner.ask('POST', `jobs/${job.id}/log`, { text: 'deploying\n' })
  const { artifact } = await runner.upload(run, 'built', Buffer.from('PK'))
  await runner.progress('jobs', job, { status: 'completed', conclusion: 'success' })
  await runner.progress('runs', run, { status: 'completed', conclusion: 'success' })
  return { run, job, artifact, deployment: gate.deployment }
}

test('a completed run is deleted with its jobs, checks and artifacts; its deployment stays', async () => {
  const { run, job, artifact, deployment } = await completedRun('kept')
  const next = await completedRun('kept')
  expect(await answer('dev', 'DELETE', `/actions/runs/${run.id}`)).toEqual([204])
  for (const path of [
    `/actions/runs/${run.id}`,
    `/actions/runs/${run.id}/jobs`,
    `/actions/runs/${run.id}/attempts/1`,
    `/actions/jobs/${job.id}`,
    `/actions/artifacts/${artifact.id}`,
    `/check-runs/${job.id}`,
  ])
    expect([path, await answer('dev', 'GET', path)]).toEqual([path, [404, 'Not Found']])
  const checks = (await get(`/commits/${sha}/check-runs`)).check_runs.map(({ id }: Json) => id)
  expect(checks).toEqual([next.job.id])
  expect((await get('/actions/workflows/ship.yml/runs')).workflow_runs.map(({ id }: Json) => id)).toEqual([
    next.run.id,
  ])
  const [, succeeded] = await get(`/deployments/${deployment}/statuses`)
  expect(succeeded).toMatchObject({
    state: 'success',
    log_url: expect.stringMatching(new RegExp(`/actions/runs/${run.id}/job/${job.id}$`)),
  })
  const later = await runner.start()
  expect(later.runNumber).toBe(next.run.runNumber + 1)
  await runner.progress('runs', later, { status: 'completed', conclusion: 'success' })
})

test('the number of a deleted run is not given again', async () => {
  const { run } = await completedRun('numbers')
  await answer('dev', 'DELETE', `/actions/runs/${run.id}`)
  expect((await runner.start()).runNumber).toBe(run.runNumber + 1)
})

test('a run is deleted only when it has completed, and by writers', async () => {
  const run = await runner.start()
  expect(await answer('dev', 'DELETE', `/actions/runs/${run.id}`)).toEqual([
    403,
    'Could not delete the workflow run',
  ])
  const done = await completedRun('writers')
  expect(await answer('quinn', 'DELETE', `/actions/runs/${done.run.id}`)).toEqual([404, 'Not Found'])
  const token = await sandbox.newToken({
    kind: 'workflow',
    repository: 'acme/widgets',
    permissions: { actions: 'read', contents: 'write' },
  })
  const headers = { authorization: `Bearer ${token}` }
  const path = `/repos/acme/widgets/actions/runs/${done.run.id}`
  expect((await sandbox.api(null, 'DELETE', path, undefined, headers)).status).toBe(403)
  expect((await api('dev', 'GET', `/actions/runs/${done.run.id}`)).status).toBe(200)
})

test('deleted logs are gone, and the run stays', async () => {
  const { run, job } = await completedRun('logs')
  expect(await answer('dev', 'DELETE', `/actions/runs/${run.id}/logs`)).toEqual([204])
  for (const path of [`/actions/runs/${run.id}/logs`, `/actions/jobs/${job.id}/logs`])
    expect((await api('dev', 'GET', path)).status).toBe(410)
  expect((await get(`/actions/runs/${run.id}/jobs`)).total_count).toBe(1)
})

const active =
  'We cannot delete an active deployment unless it is the only deployment in a given environment.'
test.each([
  { name: 'only', states: [['success']], result: [204] },
  { name: 'active', states: [['success'], ['success', 'success']], result: [422, active] },
  { name: 'new', states: [[], ['success']], result: [422, active] },
  { name: 'inactive', states: [['success', 'inactive'], ['success']], result: [204] },
  { name: 'failed', states: [['failure'], ['success']], result: [204] },
])('the first deployment of $name: $result', async ({ name, states, result }) => {
  const ids: number[] = []
  for (const own of states) {
    const body = { ref: 'main', auto_merge: false, required_contexts: [], environment: name }
    const { id } = (await api('dev', 'POST', '/deployments', { ...body, production_environment: true })).body
    for (const state of own) await api('dev', 'POST', `/deployments/${id}/statuses`, { state })
    ids.push(id)
  }
  const [first] = ids
  expect(await answer('quinn', 'DELETE', `/deployments/${first}`)).toEqual([404, 'Not Found'])
  expect(await answer('dev', 'DELETE', `/deployments/${first}`)).toEqual(result)
  const listed = (await get(`/deployments?environment=${name}`)).map(({ id }: Json) => id)
  expect(listed.includes(first)).toBe(result[0] !== 204)
  expect((await api('dev', 'GET', `/deployments/${first}/statuses`)).status).toBe(
    result[0] === 204 ? 404 : 200,
  )
})

test('the runner removes the files of a deleted run', async () => {
  const busy = await startSandbox({ runner: true })
  try {
    const content = `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo x > x.txt
      - { uses: actions/upload-artifact@v4, with: { name: x, path: x.txt } }
`
    await addWorkflow(busy, 'ship.yml', content)
    await busy.control('GET', 'idle?timeout=30')
    const path = '/repos/acme/widgets/actions'
    const { workflow_runs: runs } = (await busy.api('dev', 'GET', `${path}/runs`)).body
    const { artifacts } = (await busy.api('dev', 'GET', `${path}/artifacts`)).body
    const state = pathsOf(busy.dir)
    const files = [
      ...runs.map(({ id }: Json) => join(state.runner, 'runs', String(id))),
      ...artifacts.map(({ id }: Json) => join(state.artifacts, `${id}.zip`)),
    ]
    expect(files.map((file) => existsSync(file))).toEqual([true, true, true, true])
    for (const { id } of runs) await busy.api('dev', 'DELETE', `${path}/runs/${id}`)
    await expect.poll(() => files.filter((file) => existsSync(file)), { timeout: 10_000 }).toEqual([])
  } finally {
    await busy.stop()
  }
})
