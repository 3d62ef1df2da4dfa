import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { addWorkflow } from '../support/runner.js'
import { stopFaithful, type Json } from '../support/sandbox.js'
import { openStage, type Stage } from './runner/stage.js'

let stage: Stage
let main: string
beforeAll(async () => {
  stage = await openStage()
  await addWorkflow(stage.sandbox, 'shared.yml', `on: workflow_call\n${job('shared')}`)
  main = (await stage.get('/commits/main')).sha
})
afterEach(() => stage.sandbox.assume({ renamedJobs: true, localWorkflows: true }))
afterAll(() => stopFaithful(stage.sandbox))

const job = (id: string, steps = "[{ name: Mine, run: 'true' }]"): string =>
  `jobs:\n  ${id}: { runs-on: ubuntu-latest, steps: ${steps} }\n`
const patch = async (id: number, body: Json): Promise<Json> => {
  const permissions = { checks: 'write' }
  const token = await stage.sandbox.newToken({ kind: 'workflow', repository: 'acme/widgets', permissions })
  const headers = { authorization: `Bearer ${token}` }
  return stage.sandbox.api(null, 'PATCH', `/repos/acme/widgets/check-runs/${id}`, body, headers)
}

test.each([
  { renamedJobs: true, listed: 'Proof: tested' },
  { renamedJobs: false, listed: 'build' },
])('renaming the check run of a job, with renamedJobs $renamedJobs', async ({ renamedJobs, listed }) => {
  await stage.sandbox.assume({ renamedJobs })
  const { run, jobs } = await stage.play(`renamed-${renamedJobs}`, `on: push\n${job('build')}`)
  const [{ id }] = jobs
  const { status, body } = await patch(id, { name: 'Proof: tested', output: { title: 'x', summary: 'y' } })
  expect([status, body]).toMatchObject([200, { name: 'Proof: tested', conclusion: 'success' }])
  expect(await stage.get(`/check-runs/${id}`)).toEqual(body)
  expect((await stage.get(`/commits/${run.head_sha}/check-runs`)).check_runs).toEqual([body])
  const [seen] = (await stage.get(`/actions/runs/${run.id}/jobs`)).jobs
  expect([seen.name, seen.steps.map(({ name }: Json) => name)]).toEqual([
    listed,
    ['Set up job', 'Mine', 'Complete job'],
  ])
  expect(await stage.get(`/actions/jobs/${id}`)).toEqual(seen)
})

test('a job keeps its conclusion, and only Apps with checks: write rename', async () => {
  const { jobs } = await stage.play('kept', `on: push\n${job('build', "[{ run: 'false' }]")}`)
  const [{ id }] = jobs
  expect((await patch(id, { conclusion: 'success' })).status).toBe(422)
  expect((await stage.api('olga', 'PATCH', `/check-runs/${id}`, { name: 'x' })).body.message).toBe(
    'You must authenticate via a GitHub App.',
  )
  expect((await patch(1, { name: 'x' })).status).toBe(404)
  expect(await stage.get(`/check-runs/${id}`)).toMatchObject({ name: 'build', conclusion: 'failure' })
})

test('a check run of the API is completed and renamed', async () => {
  const permissions = { checks: 'write' }
  const token = await stage.sandbox.newToken({ kind: 'workflow', repository: 'acme/widgets', permissions })
  const created = await stage.sandbox.api(
    null,
    'POST',
    '/repos/acme/widgets/check-runs',
    { name: 'scan', head_sha: main, output: { title: 'Scanning', summary: '' } },
    { authorization: `Bearer ${token}` },
  )
  const { body } = await patch(created.body.id, { name: 'scanned', conclusion: 'success' })
  expect(body).toMatchObject({ name: 'scanned', status: 'completed', output: { title: 'Scanning' } })
  const started = await patch(created.body.id, { status: 'in_progress' })
  expect(started.body).toMatchObject({ status: 'in_progress', conclusion: null, completed_at: null })
})

const shared = 'acme/widgets/.github/workflows/shared.yml'
const calls = `on: push
jobs:
  local: { uses: ./.github/workflows/shared.yml }
  again: { uses: ./.github/workflows/shared.yml }
  named: { uses: '${shared}@main' }
  tagged: { uses: '${shared}@shared-1' }
  inner: { uses: ./.github/workflows/inner.yml }
`
const inner = (commit: string) =>
  `on: workflow_call\njobs:\n  pinned: { uses: '${shared}@${commit}' }\n  near: { uses: ./.github/workflows/shared.yml }\n`

test.each([true, false])('referenced_workflows, with localWorkflows %s', async (localWorkflows) => {
  const tag = { ref: 'refs/tags/shared-1', sha: main }
  await stage.api('dev', 'POST', '/git/refs', tag)
  await stage.sandbox.assume({ localWorkflows })
  const branch = `calls-${localWorkflows}`
  const { run } = await stage.play(branch, calls, { '.github/workflows/inner.yml': inner(main) })
  const own = { sha: run.head_sha, ref: `refs/heads/${branch}` }
  const local = (name: string) => ({
    path: `acme/widgets/.github/workflows/${name}.yml@${run.head_sha}`,
    ...own,
  })
  const named = [
    { path: `${shared}@main`, sha: main, ref: 'refs/heads/main' },
    { path: `${shared}@shared-1`, sha: main, ref: 'refs/tags/shared-1' },
    { path: `${shared}@${main}`, sha: main },
  ]
  const expected = localWorkflows ? [local('shared'), ...named, local('inner')] : named
  const listed: readonly Json[] = run.referenced_workflows
  expect(listed.toSorted(byPath)).toEqual(expected.toSorted(byPath))
})
const byPath = (one: Json, other: Json): number => (one.path < other.path ? -1 : 1)

test('assumptions are booleans with a known name', async () => {
  const { control } = stage.sandbox
  expect((await control('POST', 'assumptions', { renamedJobs: 'no' })).status).toBe(422)
  expect((await control('POST', 'assumptions', { renamed: true })).status).toBe(422)
  expect((await control('GET', 'assumptions')).body).toEqual({ renamedJobs: true, localWorkflows: true })
})
