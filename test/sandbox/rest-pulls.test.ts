import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPull, pushBranch, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => stopFaithful(sandbox))
const repository = '/repos/acme/widgets'
const get = (path: string) => sandbox.api('dev', 'GET', path)

test('adds, replaces and removes labels of a pull request', async () => {
  const number = await openPull(sandbox, 'feature/labels')
  const labels = `${repository}/issues/${number}/labels`
  const names = ({ body }: { body: { name: string }[] }) => body.map(({ name }) => name)
  expect(names(await sandbox.api('quinn', 'POST', labels, { labels: ['deploy', 'deploy/qa2'] }))).toEqual([
    'deploy',
    'deploy/qa2',
  ])
  const before = (await get(`${repository}/pulls/${number}`)).body.updated_at
  expect(names(await sandbox.api('quinn', 'POST', labels, ['DEPLOY']))).toEqual(['deploy', 'deploy/qa2'])
  expect((await get(`${repository}/pulls/${number}`)).body.updated_at).toBe(before)
  expect(names(await sandbox.api('dev', 'POST', labels, { labels: ['brand new'] }))).toContain('brand new')
  expect((await get(`${repository}/labels/brand%20new`)).body.color).toBe('ededed')
  expect(names(await sandbox.api('dev', 'PUT', labels, { labels: ['deploy/qa1'] }))).toEqual(['deploy/qa1'])
  expect(names(await sandbox.api('dev', 'DELETE', `${labels}/deploy%2Fqa1`))).toEqual([])
  expect((await sandbox.api('dev', 'DELETE', labels)).status).toBe(204)
  expect((await get(labels)).body).toEqual([])
})

test('opens, updates, closes, reopens and merges a pull request', async () => {
  const number = await openPull(sandbox, 'feature/merge', 'A feature')
  const path = `${repository}/pulls/${number}`
  expect((await get(path)).body).toMatchObject({
    state: 'open',
    mergeable: true,
    mergeable_state: 'clean',
    commits: 1,
    changed_files: 1,
    additions: 1,
    head: { ref: 'feature/merge', label: 'acme:feature/merge' },
    base: { ref: 'main' },
  })
  expect((await get(`${repository}/pulls?head=acme:feature/merge`)).body).toHaveLength(1)
  expect((await get(`${path}/files`)).body).toMatchObject([
    { filename: 'feature-merge.txt', status: 'added' },
  ])
  expect((await get(`${path}/commits`)).body).toMatchObject([
    { commit: { message: 'Write feature-merge.txt' }, author: { login: 'dev' } },
  ])
  expect((await sandbox.api('dev', 'PATCH', path, { title: 'Better' })).body.title).toBe('Better')
  expect(
    (await sandbox.api('dev', 'POST', `${path}/requested_reviewers`, { reviewers: ['rosa'] })).status,
  ).toBe(201)
  expect((await get(`${path}/requested_reviewers`)).body.users).toMatchObject([{ login: 'rosa' }])
  expect((await sandbox.api('dev', 'PATCH', path, { state: 'closed' })).body).toMatchObject({
    state: 'closed',
    mergeable: null,
  })
  expect((await sandbox.api('dev', 'PATCH', path, { state: 'open' })).body.state).toBe('open')
  const merged = await sandbox.api('rosa', 'PUT', `${path}/merge`, { merge_method: 'squash' })
  expect(merged.body).toMatchObject({ merged: true })
  expect((await get(`${repository}/commits/main`)).body).toMatchObject({
    sha: merged.body.sha,
    commit: { message: `Write feature-merge.txt (#${number})` },
  })
  expect((await get(path)).body).toMatchObject({
    merged: true,
    merged_by: { login: 'rosa' },
    merge_commit_sha: merged.body.sha,
  })
  expect((await get(`${repository}/commits/${merged.body.sha}/pulls`)).body).toMatchObject([{ number }])
})

test.each(['merge', 'rebase'])('merges with the method %s', async (method) => {
  const number = await openPull(sandbox, `feature/by-${method}`)
  const before = (await get(`${repository}/commits/main`)).body.sha
  const { body } = await sandbox.api('dev', 'PUT', `${repository}/pulls/${number}/merge`, {
    merge_method: method,
  })
  const { body: commit } = await get(`${repository}/commits/${body.sha}`)
  expect(commit.parents[0].sha).toBe(before)
  expect(commit.parents).toHaveLength(method === 'merge' ? 2 : 1)
  expect((await get(`${repository}/contents/feature-by-${method}.txt`)).status).toBe(200)
})

test("a plan without drafts refuses them with GitHub's message", async () => {
  await pushBranch(sandbox, 'feature/draft')
  const name = 'acme/widgets'
  expect(await sandbox.plan({ repository: name, drafts: false })).toMatchObject({ withoutDrafts: true })
  const input = { title: 'Draft', head: 'feature/draft', base: 'main' }
  const message = 'Draft pull requests are not supported in this repository.'
  expect(await sandbox.api('dev', 'POST', `${repository}/pulls`, { ...input, draft: true })).toMatchObject({
    status: 422,
    body: { message },
  })
  const { body } = await sandbox.api('dev', 'POST', `${repository}/pulls`, input)
  expect(body).toMatchObject({ draft: false })
  const convert =
    'mutation($id: ID!) { convertPullRequestToDraft(input: {pullRequestId: $id}) { clientMutationId } }'
  const converted = await sandbox.graphql('dev', convert, { id: body.node_id })
  expect(converted.body.errors).toMatchObject([{ message: expect.stringContaining(message) }])
  await sandbox.plan({ repository: name, drafts: true })
  expect((await sandbox.graphql('dev', convert, { id: body.node_id })).body.errors).toBeUndefined()
  for (const invalid of [{ repository: name }, { repository: 'acme/none', drafts: true }])
    expect(await sandbox.plan(invalid)).toMatchObject({ message: expect.any(String) })
})
