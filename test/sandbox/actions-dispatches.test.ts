import { afterAll, beforeAll, expect, test } from 'vitest'
import { addWorkflow, runnerOf, type Runner } from '../support/runner.js'
import { pushBranch, startSandbox, type Json, type Sandbox, stopFaithful } from '../support/sandbox.js'
import { expectSurvival } from '../support/survival.js'

const ship = `name: Ship it
on:
  push:
  workflow_dispatch:
    inputs:
      environment: { type: choice, options: [dev, staging], default: dev }
      version: { required: true }
jobs: {}`

let sandbox: Sandbox
let runner: Runner
beforeAll(async () => {
  sandbox = await startSandbox()
  runner = runnerOf(sandbox)
  await addWorkflow(sandbox, 'ship.yml', ship)
  await addWorkflow(sandbox, 'test.yaml', 'on: push\njobs: {}')
})
afterAll(() => stopFaithful(sandbox))
const repository = '/repos/acme/widgets'
const api = (login: string, method: string, path: string, body?: unknown) =>
  sandbox.api(login, method, `${repository}${path}`, body)
const get = async (path: string): Promise<Json> => (await api('dev', 'GET', path)).body

test('workflows of the default branch are found by id and by file name', async () => {
  const { total_count, workflows } = await get('/actions/workflows')
  expect([total_count, workflows]).toMatchObject([
    2,
    [
      { name: 'Ship it', path: '.github/workflows/ship.yml', state: 'active' },
      { name: '.github/workflows/test.yaml', path: '.github/workflows/test.yaml' },
    ],
  ])
  expect(await get('/actions/workflows/ship.yml')).toEqual(workflows[0])
  expect(await get(`/actions/workflows/${workflows[0].id}`)).toEqual(workflows[0])
  expect((await api('dev', 'GET', '/actions/workflows/none.yml')).status).toBe(404)
})

test('a dispatch starts a run with the inputs of the workflow file', async () => {
  const path = '/actions/workflows/ship.yml/dispatches'
  const { status, body } = await api('dev', 'POST', path, {
    ref: 'main',
    inputs: { version: '1.2.3' },
    return_run_details: true,
  })
  expect(status).toBe(200)
  const run = await get(`/actions/runs/${body.workflow_run_id}`)
  expect(run).toMatchObject({
    name: 'Ship it',
    event: 'workflow_dispatch',
    status: 'queued',
    conclusion: null,
    head_branch: 'main',
    run_number: 1,
    run_attempt: 1,
    actor: { login: 'dev' },
    html_url: body.html_url,
    url: body.run_url,
  })
  expect((await runner.ask('GET', `runs/${run.id}`)).body.run.inputs).toEqual({
    environment: 'dev',
    version: '1.2.3',
  })
  const token = await sandbox.newToken({
    kind: 'workflow',
    repository: 'acme/widgets',
    permissions: { actions: 'write' },
  })
  const input = { ref: 'refs/heads/main', inputs: { version: '2' } }
  const as = { authorization: `Bearer ${token}` }
  expect((await sandbox.api(null, 'POST', `${repository}${path}`, input, as)).status).toBe(204)
  const events = (await runner.eventsAfter(0)).filter(({ name }) => name === 'workflow_dispatch')
  expect(events).toMatchObject([
    { byWorkflow: false, payload: { run: run.id, inputs: { version: '1.2.3' } } },
    { byWorkflow: true, payload: { ref: 'refs/heads/main' } },
  ])
})

test.each<[title: string, login: string, file: string, body: object, status: number, message: string]>([
  ['an unknown ref', 'dev', 'ship.yml', { ref: 'x' }, 422, 'No ref found for: x'],
  [
    'an undeclared input',
    'dev',
    'ship.yml',
    { ref: 'main', inputs: { foo: '1', version: '1' } },
    422,
    'Unexpected inputs provided: ["foo"]',
  ],
  [
    'a missing required input',
    'dev',
    'ship.yml',
    { ref: 'main' },
    422,
    "Required input 'version' not provided",
  ],
  [
    'a value that is not among the choices',
    'dev',
    'ship.yml',
    { ref: 'main', inputs: { version: '1', environment: 'moon' } },
    422,
    "Provided value 'moon' for input 'environment' not in the list of allowed values",
  ],
  [
    'a workflow without the trigger',
    'dev',
    'test.yaml',
    { ref: 'main' },
    422,
    "Workflow does not have 'workflow_dispatch' trigger",
  ],
  ['an unknown workflow', 'dev', 'none.yml', { ref: 'main' }, 404, 'Not Found'],
  ['a reader', 'guest', 'ship.yml', { ref: 'main' }, 404, 'Not Found'],
])('refuses a dispatch: %s (28)', async (_title, login, file, body, status, message) => {
  const answer = await api(login, 'POST', `/actions/workflows/${file}/dispatches`, body)
  expect([answer.status, answer.body.message]).toEqual([status, message])
})

test('inputs are checked against the workflow file of the ref, not of main', async () => {
  const content = 'on: {workflow_dispatch: {inputs: {other: {}}}}\njobs: {}'
  await pushBranch(sandbox, 'other-inputs', { file: '.github/workflows/ship.yml', content })
  const path = '/actions/workflows/ship.yml/dispatches'
  const input = { ref: 'other-inputs', inputs: { other: 'x' } }
  expect((await api('dev', 'POST', path, input)).status).toBe(204)
})

test('survives a killed server', async () => {
  const { workflow_runs: runs } = await get('/actions/runs')
  const paths = ['/actions/workflows', ...runs.map(({ id }: Json) => `/actions/runs/${id}`)]
  await expectSurvival(
    sandbox,
    paths.map((path) => `${repository}${path}`),
  )
})
