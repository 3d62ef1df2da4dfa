import { afterAll, beforeAll, expect, test } from 'vitest'
import { pushBranch, startSandbox, type Json, type Sandbox, stopFaithful } from '../support/sandbox.js'
import { expectSurvival } from '../support/survival.js'

let sandbox: Sandbox
let main: string
beforeAll(async () => {
  sandbox = await startSandbox()
  main = (await get('/commits/main')).body.sha
})
afterAll(async () => {
  await expectSurvival(sandbox, created)
  await stopFaithful(sandbox)
})

const repository = '/repos/acme/widgets'
const created: string[] = [`${repository}/releases?per_page=100`]
const get = (path: string, login = 'dev') => sandbox.api(login, 'GET', repository + path)
const create = async (body: object, login = 'dev') => {
  const answer = await sandbox.api(login, 'POST', `${repository}/releases`, body)
  if (answer.status === 201) created.push(`${repository}/releases/${answer.body.id}`)
  return answer
}
const change = (id: number, body: object) => sandbox.api('dev', 'PATCH', `${repository}/releases/${id}`, body)
const remove = async (id: number) => {
  created.splice(created.indexOf(`${repository}/releases/${id}`), 1)
  return (await sandbox.api('dev', 'DELETE', `${repository}/releases/${id}`)).status
}
const latest = async (): Promise<string> => (await get('/releases/latest')).body.tag_name

test('a new repository has no latest release', async () => {
  expect((await get('/releases/latest')).status).toBe(404)
  expect((await get('/releases')).body).toEqual([])
})

test('a draft is visible to writers only, not found by tag, and published at its target', async () => {
  const { status, body: draft } = await create({
    tag_name: 'v1.0.0',
    name: 'One',
    body: 'Notes',
    draft: true,
  })
  expect(status).toBe(201)
  expect(draft).toMatchObject({
    tag_name: 'v1.0.0',
    target_commitish: 'main',
    name: 'One',
    body: 'Notes',
    draft: true,
    prerelease: false,
    published_at: null,
    assets: [],
    tarball_url: null,
    author: { login: 'dev' },
  })
  expect(draft.html_url).toMatch(/\/acme\/widgets\/releases\/tag\/untagged-[0-9a-f]{20}$/)
  const { body: duplicate } = await create({ tag_name: 'v1.0.0', draft: true })
  expect((await get('/releases')).body.map(({ id }: Json) => id)).toEqual([duplicate.id, draft.id])
  expect((await get('/releases', 'quinn')).body).toEqual([])
  expect((await get(`/releases/${draft.id}`, 'quinn')).status).toBe(404)
  expect((await get(`/releases/${draft.id}`)).body).toEqual(draft)
  expect((await get('/releases/tags/v1.0.0')).status).toBe(404)
  expect((await get('/git/ref/tags/v1.0.0')).status).toBe(404)

  const feature = await pushBranch(sandbox, 'release/1.0')
  expect((await change(draft.id, { target_commitish: 'release/1.0' })).body.target_commitish).toBe(
    'release/1.0',
  )
  const published = await change(draft.id, { draft: false })
  expect([published.status, published.body]).toMatchObject([
    200,
    { draft: false, published_at: expect.any(String), html_url: expect.stringMatching(/tag\/v1\.0\.0$/) },
  ])
  const commit = (await get(`/commits/${feature}`)).body.commit
  expect(published.body.created_at).toBe(commit.committer.date)
  expect((await get('/git/ref/tags/v1.0.0')).body.object).toMatchObject({ sha: feature, type: 'commit' })
  expect((await get('/releases/tags/v1.0.0', 'guest')).body.id).toBe(draft.id)
  expect(await latest()).toBe('v1.0.0')
  const again = await change(duplicate.id, { draft: false })
  expect([again.status, again.body.errors]).toEqual([
    422,
    [{ resource: 'Release', code: 'already_exists', field: 'tag_name' }],
  ])
  expect(await remove(duplicate.id)).toBe(204)
  expect((await get(`/releases/${duplicate.id}`)).status).toBe(404)
})

test('publishing keeps an existing tag whatever the target; deleting a release keeps its tag', async () => {
  await sandbox.api('dev', 'POST', `${repository}/git/refs`, { ref: 'refs/tags/v1.1.0', sha: main })
  const { body } = await create({ tag_name: 'v1.1.0', target_commitish: 'nowhere' })
  expect(body).toMatchObject({ draft: false, target_commitish: 'nowhere' })
  expect((await get('/git/ref/tags/v1.1.0')).body.object.sha).toBe(main)
  expect(await remove(body.id)).toBe(204)
  expect((await get('/git/ref/tags/v1.1.0')).status).toBe(200)
})

test('a published release becomes a draft again and keeps its tag', async () => {
  const { body } = await create({ tag_name: 'v1.2.0', target_commitish: main })
  expect((await change(body.id, { draft: true })).body).toMatchObject({ draft: true, published_at: null })
  expect((await get('/releases/tags/v1.2.0')).status).toBe(404)
  expect((await get('/git/ref/tags/v1.2.0')).body.object.sha).toBe(main)
  expect(await remove(body.id)).toBe(204)
})

test('the latest release is the marked one, else the newest, of one day the highest version', async () => {
  const publish = async (tag_name: string, more: object = {}): Promise<number> =>
    (await create({ tag_name, target_commitish: 'release/1.0', ...more })).body.id
  await publish('v2.0.0')
  expect(await latest()).toBe('v2.0.0')
  await publish('v1.0.1', { make_latest: 'false' })
  await publish('v3.0.0-rc.1', { prerelease: true })
  expect(await latest()).toBe('v2.0.0')
  const patch = await publish('v2.0.1')
  expect(await latest()).toBe('v2.0.1')
  // Unmarked, it is still elected: it has the highest version of its day.
  await change(patch, { make_latest: 'false' })
  expect(await latest()).toBe('v2.0.1')
  const first = (await get('/releases/tags/v1.0.1')).body.id
  await change(first, { make_latest: 'true' })
  expect(await latest()).toBe('v1.0.1')
  await change(first, { prerelease: true })
  expect(await latest()).toBe('v2.0.1')
  await publish('v2.1.0', { make_latest: 'legacy' })
  expect(await latest()).toBe('v2.1.0')
  await publish('v4.0.0', { make_latest: 'legacy', target_commitish: main })
  expect(await latest()).toBe('v2.1.0') // the commit of main is older
  await change((await get('/releases/tags/v4.0.0')).body.id, { make_latest: 'true', name: 'Four' })
  expect(await latest()).toBe('v4.0.0')
  await change((await get('/releases/tags/v4.0.0')).body.id, { body: 'Notes' })
  expect(await latest()).toBe('v4.0.0')
  await change((await get('/releases/tags/v4.0.0')).body.id, { make_latest: 'legacy' })
  expect(await latest()).toBe('v2.1.0')
})
