import { expect, test } from 'vitest'
import { deploy } from '../support/deploy.js'
import { addWorkflow, runnerOf } from '../support/runner.js'
import { openPull, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, requestsOf, runRel, sandboxForTest, transcript } from '../support/transcript.js'

const label = (sandbox: Sandbox, number: number, ...labels: readonly string[]) =>
  sandbox.api('dev', 'POST', `/repos/acme/widgets/issues/${number}/labels`, { labels })
const find = (json: Json, name: string): Json =>
  json.result.environments.find(({ environment }: Json) => environment === name)

test('lists every environment with what it runs, since when, by whom, how far behind and its problem', async () => {
  const sandbox = await sandboxForTest()
  const main = (await sandbox.api('dev', 'GET', '/repos/acme/widgets/commits/main')).body.sha
  const release = { tag_name: '1.4.0', name: '1.4.0' }
  await sandbox.api('olga', 'POST', '/repos/acme/widgets/releases', release)
  await deploy(sandbox, 'production', { description: `rel 1.3.0 ${main}`, url: 'https://widgets.example' })
  await deploy(sandbox, 'staging', { url: 'https://staging.widgets.example' })
  const login = await openPull(sandbox, 'feature/login')
  const other = await openPull(sandbox, 'feature/other')
  const sha = (await sandbox.api('dev', 'GET', `/repos/acme/widgets/pulls/${login}`)).body.head.sha
  await label(sandbox, login, 'deploy', 'deploy/qa2')
  await label(sandbox, other, 'deploy/qa1')
  await deploy(sandbox, 'preview/feature-login', {
    ref: 'feature/login',
    description: `rel pr ${login} ${sha}`,
  })
  await deploy(sandbox, 'preview/feature-gone', { ref: 'feature/login' })
  await deploy(sandbox, 'preview/feature-down', { ref: 'feature/login', states: ['success', 'inactive'] })
  await deploy(sandbox, 'qa2', { ref: 'feature/login' })
  await deploy(sandbox, 'dev')
  await deploy(sandbox, 'dev', { states: ['failure'] })
  await expect(await transcript(sandbox, ['status', 'env status'])).toMatchFileSnapshot('status.txt')
  const { json, exitCode } = await relJson(sandbox, 'status')
  expect(exitCode).toBe(0)
  expect(json).toMatchObject({ command: 'status', outcome: 'done' })
  expect(Object.keys(json['result'])).toEqual(['environments', 'latest', 'draft', 'unreintegrated'])
  expect(json['result'].latest).toMatchObject({ version: '1.4.0', tag: '1.4.0', commit: main })
  expect(find(json, 'production')).toMatchObject({
    repository: 'acme/widgets',
    kind: 'stage',
    state: 'success',
    runs: { version: '1.3.0', commit: main, digest: null, pr: null, url: 'https://widgets.example' },
    behind: { commits: null, versions: 1 },
    waiting: null,
    holder: null,
    problem: null,
  })
  expect(find(json, 'staging').behind).toEqual({ commits: null, versions: 0 })
  expect(find(json, 'dev')).toMatchObject({
    state: 'failure',
    runs: { commit: main, version: '1.4.0' },
    behind: { commits: 0, versions: null },
  })
  expect(find(json, 'qa3')).toMatchObject({ kind: 'slot', state: 'empty', runs: null, problem: null })
  expect(find(json, 'preview/feature-down')).toBeUndefined()
  expect(await sandbox.deviations()).toEqual([])
})

test('shows a waiting deployment with its version and approvers', async () => {
  const sandbox = await sandboxForTest()
  const rosa = (await sandbox.api('olga', 'GET', '/users/rosa')).body.id
  await sandbox.api('olga', 'PUT', '/repos/acme/widgets/environments/staging', {
    reviewers: [{ type: 'User', id: rosa }],
  })
  const runner = runnerOf(sandbox)
  await addWorkflow(sandbox, 'ship.yml', 'on: push\njobs: {deploy: {runs-on: x, steps: [{run: x}]}}\n')
  await sandbox.api('olga', 'POST', '/repos/acme/widgets/releases', { tag_name: '2.0.0' })
  const run = await runner.start({ event: 'release', ref: 'refs/tags/2.0.0' })
  await runner.approach(await runner.job(run, 'deploy'), 'staging')
  const { json } = await relJson(sandbox, 'status', { env: { GH_TOKEN: sandbox.token('rosa') } })
  expect(find(json, 'staging')).toMatchObject({
    state: 'waiting',
    runs: null,
    waiting: { run: run.id, version: '2.0.0', approvers: ['rosa'], mayApprove: true },
  })
  expect((await runRel(sandbox, 'status')).stdout).toContain('2.0.0 is waiting for approval by rosa.\n  http')
  expect(find((await relJson(sandbox, 'status')).json, 'staging').waiting.mayApprove).toBe(false)
})

test('finds a waiting run behind later runs of its commit and later deployments', async () => {
  const sandbox = await sandboxForTest()
  const rosa = (await sandbox.api('olga', 'GET', '/users/rosa')).body.id
  const runner = runnerOf(sandbox)
  await addWorkflow(sandbox, 'ship.yml', 'on: push\njobs: {deploy: {runs-on: x, steps: [{run: x}]}}\n')
  for (const environment of ['staging', 'production'])
    await sandbox.api('olga', 'PUT', `/repos/acme/widgets/environments/${environment}`, {
      reviewers: [{ type: 'User', id: rosa }],
    })
  const waiting = async (environment: string) => {
    const run = await runner.start()
    await runner.approach(await runner.job(run, environment), environment)
    return run.id as number
  }
  const sweep = async () => {
    const run = await runner.start({ event: 'schedule' })
    const done = { status: 'completed', conclusion: 'success' }
    await runner.progress('jobs', await runner.job(run, 'sweep'), done)
    await runner.progress('runs', run, done)
  }
  const [staging, production] = [await waiting('staging'), await waiting('production')]
  for (let left = 12; left > 0; left -= 1) await sweep()
  // A hotfix was deployed while the release waits.
  await deploy(sandbox, 'production')
  await sandbox.clearRequests()
  const { json } = await relJson(sandbox, 'status')
  expect(find(json, 'staging').waiting).toMatchObject({
    run: staging,
    url: `${sandbox.url}/acme/widgets/actions/runs/${staging}`,
    approvers: ['rosa'],
  })
  expect(find(json, 'production')).toMatchObject({
    state: 'success',
    runs: { version: null },
    // The deployment of a run on main does not record the version.
    waiting: { run: production, version: null, approvers: ['rosa'], mayApprove: false },
  })
  // One request for each waiting run.
  const gatesOf = (run: number) => `GET /repos/acme/widgets/actions/runs/${run}/pending_deployments`
  const asked = await requestsOf(sandbox)
  expect(asked.toSorted()).toEqual([gatesOf(staging), gatesOf(production), 'query Status'].toSorted())
})

test('sends one request in a clone, and more only if needed', async () => {
  const sandbox = await sandboxForTest()
  await deploy(sandbox, 'dev')
  const asked = async (line: string, options = {}) => {
    await sandbox.clearRequests()
    const { exitCode, stderr } = await runRel(sandbox, line, options)
    expect(exitCode, stderr).toBe(0)
    return requestsOf(sandbox)
  }
  expect(await asked('status')).toEqual(['query Status'])
  const elsewhere = { cwd: sandbox.clone('gadgets') }
  const widgets = 'status -R acme/widgets'
  // The clone of gadgets has no commits of widgets, so GitHub counts.
  expect(await asked(widgets, elsewhere)).toEqual(['query Status', 'query CommitsBehind'])
  // The first page has failures only.
  for (let left = 11; left > 0; left -= 1) await deploy(sandbox, 'dev', { states: ['failure'] })
  expect(await asked('status')).toEqual(['query Status', 'query Deployments'])
  expect(find((await relJson(sandbox, 'status')).json, 'dev').runs).not.toBeNull()
})

test('reports a missing repository, and one without deployments', async () => {
  const sandbox = await sandboxForTest()
  expect(await relJson(sandbox, 'status -R acme/none')).toMatchObject({
    exitCode: 2,
    json: { command: 'status', error: { code: 'not-found' } },
  })
  const { json } = await relJson(sandbox, 'status -R acme/gadgets')
  expect(json['result'].environments.map(({ state }: Json) => state)).toEqual(Array(8).fill('empty'))
})
