import { afterAll, beforeAll, expect, test } from 'vitest'
import { pushBranch, startSandbox, type Json, type Sandbox, stopFaithful } from '../support/sandbox.js'
import { expectSurvival } from '../support/survival.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => stopFaithful(sandbox))
const repository = '/repos/acme/widgets'
const api = (login: string, method: string, path: string, body?: unknown) =>
  sandbox.api(login, method, `${repository}${path}`, body)
const get = async (path: string): Promise<Json> => (await api('dev', 'GET', path)).body
const plain = { auto_merge: false, required_contexts: [] }
const deploy = async (environment: string, more: object = {}): Promise<Json> => {
  const input = { ref: 'main', environment, ...plain, ...more }
  return (await api('dev', 'POST', '/deployments', input)).body
}
const addStatus = (deployment: Json, state: string, more: object = {}) =>
  api('dev', 'POST', `/deployments/${deployment.id}/statuses`, { state, ...more })
const statesOf = async (deployment: Json): Promise<string[]> =>
  (await get(`/deployments/${deployment.id}/statuses`)).map(({ state }: Json) => state)

test('creates a deployment with its options, and its environment', async () => {
  const input = {
    ref: 'main',
    task: 'deploy:migrate',
    environment: 'qa/1',
    description: 'For QA',
    payload: { slot: 1 },
    transient_environment: true,
    ...plain,
  }
  const { status, body } = await api('dev', 'POST', '/deployments', input)
  const { sha } = await get('/commits/main')
  expect([status, body]).toMatchObject([
    201,
    {
      sha,
      ref: 'main',
      task: 'deploy:migrate',
      environment: 'qa/1',
      payload: { slot: 1 },
      transient_environment: true,
      production_environment: false,
      creator: { login: 'dev' },
    },
  ])
  expect(await get(`/deployments/${body.id}`)).toEqual(body)
  expect(await get('/environments/qa%2F1')).toMatchObject({ name: 'qa/1', protection_rules: [] })
  for (const query of [`sha=${sha}`, 'ref=main', 'task=deploy:migrate', 'environment=QA/1'])
    expect((await get(`/deployments?${query}`)).map(({ id }: Json) => id)).toContain(body.id)
  expect(await get('/deployments?environment=elsewhere')).toEqual([])
  expect(await deploy('production')).toMatchObject({ production_environment: true })
})

test('a success makes only earlier successes inactive', async () => {
  const [old, failed, shortLived, newer] = [
    await deploy('dev'),
    await deploy('dev'),
    await deploy('dev', { transient_environment: true }),
    await deploy('dev'),
  ]
  await addStatus(old, 'success', { environment_url: 'https://dev.example', log_url: 'https://log.example' })
  await addStatus(failed, 'failure')
  await addStatus(shortLived, 'success', { auto_inactive: false })
  const { status, body } = await addStatus(newer, 'success', { description: 'Up' })
  expect([status, body]).toMatchObject([201, { state: 'success', description: 'Up', environment: 'dev' }])
  expect(await Promise.all([old, failed, shortLived, newer].map(statesOf))).toEqual([
    ['inactive', 'success'],
    ['failure'],
    ['success'],
    ['success'],
  ])
  expect((await get(`/deployments/${old.id}/statuses`))[1]).toMatchObject({
    environment_url: 'https://dev.example',
    log_url: 'https://log.example',
    target_url: 'https://log.example',
  })
  const [first, second] = [await deploy('production'), await deploy('production')]
  await addStatus(first, 'success')
  await addStatus(second, 'success')
  expect(await statesOf(first)).toEqual(['success'])
})

test('auto_merge merges main into a branch that is behind instead of deploying it, or conflicts (27)', async () => {
  await pushBranch(sandbox, 'behind')
  await pushBranch(sandbox, 'clash', { file: 'README.md', content: 'clash' })
  await pushBranch(sandbox, 'ahead', { file: 'README.md', content: 'ahead' })
  const { number } = (await api('dev', 'POST', '/pulls', { title: 'On', head: 'ahead', base: 'main' })).body
  expect((await api('dev', 'PUT', `/pulls/${number}/merge`)).status).toBe(200)
  const count = (await get('/deployments')).length
  const merged = await api('dev', 'POST', '/deployments', { ref: 'behind', required_contexts: [] })
  expect([merged.status, merged.body]).toEqual([
    202,
    { message: 'Auto-merged main into behind on deployment.' },
  ])
  const clash = await api('dev', 'POST', '/deployments', { ref: 'clash', required_contexts: [] })
  expect([clash.status, clash.body.message]).toEqual([409, 'Conflict merging main into clash.'])
  expect(await get('/deployments')).toHaveLength(count)
  expect(await get('/compare/main...behind')).toMatchObject({ status: 'ahead', behind_by: 0 })
  expect((await api('dev', 'POST', '/deployments', { ref: 'behind', required_contexts: [] })).status).toBe(
    201,
  )
})

test('a deployment needs successful statuses of its commit (26)', async () => {
  const sha = await pushBranch(sandbox, 'checked', { from: 'origin/main' })
  expect(await get(`/commits/checked/status`)).toMatchObject({ state: 'pending', total_count: 0, sha })
  const setStatus = (context: string, state: string) =>
    api('dev', 'POST', `/statuses/${sha}`, { state, context, target_url: 'https://ci.example' })
  expect((await setStatus('unit', 'success')).body).toMatchObject({
    context: 'unit',
    creator: { login: 'dev' },
  })
  await setStatus('lint', 'failure')
  expect(await get(`/commits/${sha}/status`)).toMatchObject({ state: 'failure', total_count: 2 })
  const input = { ref: 'checked', auto_merge: false }
  const red = await api('dev', 'POST', '/deployments', input)
  expect([red.status, red.body.message]).toEqual([409, 'Conflict: Commit status checks failed for checked.'])
  expect(red.body.errors).toMatchObject([
    { resource: 'Deployment', field: 'required_contexts', code: 'invalid' },
  ])
  const unit = await api('dev', 'POST', '/deployments', { ...input, required_contexts: ['unit'] })
  expect(unit.status).toBe(201)
  expect((await api('dev', 'POST', '/deployments', { ...input, required_contexts: ['e2e'] })).status).toBe(
    409,
  )
  await setStatus('lint', 'success')
  expect(await get(`/commits/${sha}/status`)).toMatchObject({ state: 'success', total_count: 2 })
  expect((await api('dev', 'POST', '/deployments', input)).status).toBe(201)
})

test('only Apps create check runs', async () => {
  const { sha } = await get('/commits/main')
  const annotation = { path: 'a.js', start_line: 2, end_line: 4, annotation_level: 'notice', message: 'Long' }
  const output = { title: 'Clean', summary: '', annotations: [annotation] }
  const input = { name: 'scan', head_sha: sha, conclusion: 'success', output }
  const refused = await api('olga', 'POST', '/check-runs', input)
  expect([refused.status, refused.body.message]).toEqual([403, 'You must authenticate via a GitHub App.'])
  const token = await sandbox.newToken({
    kind: 'workflow',
    repository: 'acme/widgets',
    permissions: { checks: 'write' },
  })
  const authorization = { authorization: `Bearer ${token}` }
  const created = await sandbox.api(null, 'POST', `${repository}/check-runs`, input, authorization)
  expect([created.status, created.body]).toMatchObject([
    201,
    { status: 'completed', conclusion: 'success', app: { slug: 'github-actions' } },
  ])
  expect(await get('/commits/main/check-runs?check_name=scan')).toMatchObject({
    total_count: 1,
    check_runs: [{ id: created.body.id, output: { title: 'Clean', annotations_count: 1 } }],
  })
  expect(await get(`/check-runs/${created.body.id}/annotations`)).toMatchObject([annotation])
})

test.each<[title: string, login: string, path: string, body: object, status: number, message: RegExp]>([
  ['an unknown ref', 'dev', '/deployments', { ref: 'nowhere', ...plain }, 422, /No ref found for: nowhere/],
  ['a reader', 'guest', '/deployments', { ref: 'main', ...plain }, 404, /Not Found/],
  ['no ref', 'dev', '/deployments', {}, 422, /"ref" wasn't supplied/],
  [
    'a long description',
    'dev',
    '/deployments',
    { ref: 'main', description: 'x'.repeat(141), ...plain },
    422,
    /Validation Failed/,
  ],
  [
    'a status of an unknown deployment',
    'dev',
    '/deployments/1/statuses',
    { state: 'success' },
    404,
    /Not Found/,
  ],
  ['an unknown commit', 'dev', `/statuses/${'0'.repeat(40)}`, { state: 'success' }, 422, /No commit found/],
])('refuses %s', async (_title, login, path, body, status, message) => {
  const answer = await api(login, 'POST', path, body)
  expect([answer.status, answer.body.message]).toEqual([status, expect.stringMatching(message)])
})

test('survives a killed server', async () => {
  const ids = (await get('/deployments?per_page=100')).map(({ id }: Json) => id)
  expect(ids.length).toBeGreaterThan(8)
  const paths = [
    '/deployments?per_page=100',
    ...ids.map((id: number) => `/deployments/${id}/statuses`),
    '/commits/checked/status',
    '/commits/main/check-runs',
    '/environments',
  ]
  await expectSurvival(
    sandbox,
    paths.map((path) => `${repository}${path}`),
  )
})
