import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { zip } from '../../src/sandbox/zip.js'
import { addWorkflow, runnerOf, type Runner } from '../support/runner.js'
import { startSandbox, type Json, type Sandbox, stopFaithful } from '../support/sandbox.js'
import { expectSurvival } from '../support/survival.js'
import { unzipped } from '../support/unzip.js'

let sandbox: Sandbox
let runner: Runner
beforeAll(async () => {
  sandbox = await startSandbox()
  runner = runnerOf(sandbox)
  await addWorkflow(sandbox, 'ship.yml', 'on: push\njobs: {}')
})
afterAll(() => stopFaithful(sandbox))
const repository = '/repos/acme/widgets'
const api = (path: string, authorization = `Bearer ${sandbox.token('dev')}`) =>
  sandbox.api(null, 'GET', `${repository}/actions${path}`, undefined, { authorization })
const get = async (path: string): Promise<Json> => (await api(path)).body
const namesIn = ({ artifacts }: Json): string[] => artifacts.map(({ name }: Json) => name)
const archive = zip([
  { name: 'app.js', content: 'run()\n' },
  { name: 'deep/ü.bin', content: Buffer.from([0, 255, 10]) },
])

test('an uploaded artifact has GitHub’s representation and is downloaded byte for byte', async () => {
  const run = await runner.start({ headBranch: 'main' })
  const { artifact } = await runner.upload(run, 'built', archive)
  const shown = await get(`/artifacts/${artifact.id}`)
  const url = `${sandbox.apiUrl}${repository}/actions/artifacts/${artifact.id}`
  expect(shown).toEqual({
    id: artifact.id,
    node_id: expect.any(String),
    name: 'built',
    size_in_bytes: archive.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: false,
    digest: `sha256:${createHash('sha256').update(archive).digest('hex')}`,
    created_at: expect.any(String),
    updated_at: shown.created_at,
    expires_at: expect.any(String),
    workflow_run: {
      id: run.id,
      repository_id: run.repository,
      head_repository_id: run.repository,
      head_branch: 'main',
      head_sha: run.headSha,
    },
  })
  expect(Date.parse(shown.expires_at) - Date.parse(shown.created_at)).toBe(90 * 86_400_000)
  const authorization = `Bearer ${sandbox.token('dev')}`
  const moved = await fetch(`${url}/zip`, { headers: { authorization }, redirect: 'manual' })
  expect(moved.status).toBe(302)
  const sent = await fetch(moved.headers.get('location') ?? '')
  expect(sent.headers.get('content-type')).toBe('application/zip')
  const bytes = Buffer.from(await sent.arrayBuffer())
  expect(bytes.equals(archive)).toBe(true)
  expect(unzipped(bytes).map(([name]) => name)).toEqual(['app.js', 'deep/ü.bin'])
  expect((await api(`/artifacts/${artifact.id}/tar`)).status).toBe(404)
  await expectSurvival(sandbox, [
    `${repository}/actions/artifacts/${artifact.id}`,
    `${repository}/actions/artifacts/${artifact.id}/zip`,
  ])
})

test('artifacts are listed newest first: of a run, of the repository, by name, in pages', async () => {
  const [first, second, bare] = [await runner.start(), await runner.start(), await runner.start()]
  for (const name of ['a', 'b', 'c']) await runner.upload(first, name, archive)
  await runner.upload(second, 'b', archive)
  const ofFirst = `/runs/${first.id}/artifacts`
  const all = await get(ofFirst)
  expect([all.total_count, namesIn(all)]).toEqual([3, ['c', 'b', 'a']])
  expect(namesIn(await get(`${ofFirst}?direction=asc`))).toEqual(['a', 'b', 'c'])
  expect(namesIn(await get(`${ofFirst}?per_page=2&page=2`))).toEqual(['a'])
  expect(namesIn(await get(`${ofFirst}?name=b`))).toEqual(['b'])
  expect(namesIn(await get('/artifacts?per_page=4'))).toEqual(['b', 'c', 'b', 'a'])
  expect(await get('/artifacts?name=b')).toMatchObject({
    total_count: 2,
    artifacts: [{ workflow_run: { id: second.id } }, { workflow_run: { id: first.id } }],
  })
  expect(await get(`/runs/${bare.id}/artifacts`)).toEqual({ total_count: 0, artifacts: [] })
})

test('an attempt has one artifact of a name, which a later one may overwrite', async () => {
  const run = await runner.start()
  const { artifact } = await runner.upload(run, 'built', archive)
  expect(await runner.upload(run, 'built', archive)).toEqual({
    refusal: expect.stringContaining('(409) Conflict'),
  })
  const again = await runner.upload(run, 'built', zip([]), 'overwrite=true')
  expect(await get(`/runs/${run.id}/artifacts`)).toMatchObject({
    artifacts: [{ id: again.artifact.id, size_in_bytes: zip([]).length }],
  })
  expect((await api(`/artifacts/${artifact.id}`)).status).toBe(404)
  expect((await runner.ask('GET', `artifacts/${artifact.id}.zip`)).status).toBe(404)
  await runner.progress('runs', run, { status: 'completed', conclusion: 'success' })
  await sandbox.api('dev', 'POST', `${repository}/actions/runs/${run.id}/rerun`)
  expect((await runner.upload(run, 'built', archive)).artifact).toMatchObject({ attempt: 2 })
  expect((await get(`/runs/${run.id}/artifacts`)).total_count).toBe(2)
})

test('refuses artifacts without the actions permission, and of another repository', async () => {
  const { artifact } = await runner.upload(await runner.start(), 'built', archive)
  const path = `/artifacts/${artifact.id}`
  const permissions = { contents: 'read' }
  const token = await sandbox.newToken({
    login: 'dev',
    kind: 'fine-grained',
    repository: 'acme/widgets',
    permissions,
  })
  for (const artifactPath of ['/artifacts', path, `${path}/zip`]) {
    const refused = await api(artifactPath, `Bearer ${token}`)
    expect([refused.status, refused.headers.get('x-accepted-github-permissions')]).toEqual([
      403,
      'actions=read',
    ])
  }
  expect((await sandbox.api('dev', 'GET', `/repos/acme/gadgets/actions${path}`)).status).toBe(404)
})

test('an expired artifact is listed, but cannot be downloaded', async () => {
  const run = await runner.start()
  const { artifact } = await runner.upload(run, 'brief', archive, 'days=1')
  const { artifact: lasting } = await runner.upload(run, 'lasting', archive)
  await sandbox.control('POST', 'clock', { advance: '25h' })
  expect(await get(`/runs/${run.id}/artifacts?direction=asc`)).toMatchObject({
    artifacts: [
      { id: artifact.id, expired: true },
      { id: lasting.id, expired: false },
    ],
  })
  const gone = await api(`/artifacts/${artifact.id}/zip`)
  expect([gone.status, gone.body.message]).toEqual([410, 'Artifact has expired'])
  expect((await runner.ask('GET', `artifacts/${artifact.id}.zip`)).status).toBe(410)
  const left = (await runner.ask('GET', `runs/${run.id}/artifacts`)).body
  expect(left.map(({ id }: Json) => id)).toEqual([lasting.id])
})
