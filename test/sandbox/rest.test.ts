import { afterAll, beforeAll, expect, test } from 'vitest'
import { pushBranch, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => stopFaithful(sandbox))
const repository = '/repos/acme/widgets'
const get = (path: string) => sandbox.api('dev', 'GET', path)

test('reads users, organizations and repositories', async () => {
  expect((await get('/user')).body).toMatchObject({ login: 'dev', type: 'User' })
  expect((await get('/users/acme')).body).toMatchObject({ type: 'Organization' })
  const { body } = await get('/orgs/acme/repos?sort=full_name')
  expect(body.map(({ full_name }: { full_name: string }) => full_name)).toEqual([
    'acme/gadgets',
    'acme/widgets',
  ])
  expect((await get(repository)).body).toMatchObject({
    default_branch: 'main',
    private: true,
    permissions: { admin: false, push: true, triage: true, pull: true },
    organization: { login: 'acme' },
  })
  expect((await sandbox.api('quinn', 'GET', repository)).body.permissions).toMatchObject({
    push: false,
    triage: true,
  })
  expect((await get('/rate_limit')).body.rate).toMatchObject({ limit: 5000 })
  expect((await get('/')).body).toHaveProperty('current_user_url')
})

test('creates, updates and deletes labels of a repository', async () => {
  const created = await sandbox.api('dev', 'POST', `${repository}/labels`, {
    name: 'urgent',
    color: 'ff0000',
  })
  expect([created.status, created.body]).toMatchObject([
    201,
    { name: 'urgent', color: 'ff0000', description: null },
  ])
  const changed = await sandbox.api('dev', 'PATCH', `${repository}/labels/urgent`, {
    new_name: 'so urgent',
    description: 'now',
  })
  expect(changed.body).toMatchObject({
    id: created.body.id,
    name: 'so urgent',
    color: 'ff0000',
    description: 'now',
  })
  expect((await get(`${repository}/labels/SO%20URGENT`)).body.name).toBe('so urgent')
  expect((await sandbox.api('dev', 'DELETE', `${repository}/labels/so%20urgent`)).status).toBe(204)
  expect((await get(`${repository}/labels/so%20urgent`)).status).toBe(404)
  const { body } = await get(`${repository}/labels`)
  expect(body.map(({ name }: { name: string }) => name)).toEqual([
    'deploy',
    'deploy/qa1',
    'deploy/qa2',
    'deploy/qa3',
    'deploy/qa4',
  ])
})

test('creates and updates issues and comments', async () => {
  const { body: issue } = await sandbox.api('guest', 'POST', `${repository}/issues`, {
    title: 'Broken',
    labels: ['deploy'],
  })
  expect(issue).toMatchObject({ title: 'Broken', labels: [], user: { login: 'guest' } })
  const path = `${repository}/issues/${issue.number}`
  const comment = await sandbox.api('guest', 'POST', `${path}/comments`, { body: 'Indeed' })
  expect(comment.status).toBe(201)
  expect(
    (
      await sandbox.api('guest', 'PATCH', `${repository}/issues/comments/${comment.body.id}`, {
        body: 'Really',
      })
    ).body.body,
  ).toBe('Really')
  expect((await get(`${path}/comments`)).body).toMatchObject([{ body: 'Really', user: { login: 'guest' } }])
  expect(
    (await sandbox.api('quinn', 'PATCH', path, { state: 'closed', labels: ['deploy'] })).body,
  ).toMatchObject({
    state: 'closed',
    state_reason: 'completed',
    closed_by: { login: 'quinn' },
    comments: 1,
  })
  expect((await get(`${repository}/issues?labels=deploy&state=closed`)).body).toMatchObject([
    { number: issue.number },
  ])
})

test('creates and reads refs, tags, branches and comparisons', async () => {
  const sha = await pushBranch(sandbox, 'feature/refs')
  const ref = await sandbox.api('dev', 'POST', `${repository}/git/refs`, { ref: 'refs/heads/copy', sha })
  expect([ref.status, ref.body]).toMatchObject([
    201,
    { ref: 'refs/heads/copy', object: { sha, type: 'commit' } },
  ])
  expect((await get(`${repository}/git/ref/heads/copy`)).body.object.sha).toBe(sha)
  expect((await get(`${repository}/git/matching-refs/heads/cop`)).body).toHaveLength(1)
  expect((await get(`${repository}/branches/feature/refs`)).body).toMatchObject({
    name: 'feature/refs',
    protected: false,
    commit: { sha },
  })
  expect((await get(`${repository}/branches?protected=true`)).body).toMatchObject([
    { name: 'main', protected: true },
  ])
  expect((await sandbox.api('olga', 'GET', `${repository}/branches/main/protection`)).body).toMatchObject({
    required_pull_request_reviews: { required_approving_review_count: 0 },
  })
  expect((await get(`${repository}/compare/main...copy`)).body).toMatchObject({
    ahead_by: 1,
    total_commits: 1,
    files: [{ status: 'added' }],
  })
  expect((await get(`${repository}/commits/${sha}/branches-where-head`)).body).toHaveLength(2)
  const tag = await sandbox.api('dev', 'POST', `${repository}/git/tags`, {
    tag: 'v1',
    message: 'One',
    object: sha,
    type: 'commit',
  })
  expect(tag.body).toMatchObject({ tag: 'v1', object: { sha } })
  expect(
    (await sandbox.api('dev', 'POST', `${repository}/git/refs`, { ref: 'refs/tags/v1', sha: tag.body.sha }))
      .body.object.type,
  ).toBe('tag')
  expect((await get(`${repository}/git/tags/${tag.body.sha}`)).body.message).toBe('One')
  expect((await get(`${repository}/commits?sha=v1&per_page=1`)).body).toMatchObject([{ sha }])
  expect((await sandbox.api('dev', 'DELETE', `${repository}/git/refs/heads/copy`)).status).toBe(204)
  expect((await get(`${repository}/git/ref/heads/copy`)).status).toBe(404)
})

test('reads files, folders and raw contents', async () => {
  const { body } = await get(`${repository}/contents/.github/rel.yml`)
  expect(Buffer.from(body.content, 'base64').toString()).toContain('qa: {ttl: 72h}')
  const names = (await get(`${repository}/contents/src`)).body.map(({ name }: { name: string }) => name)
  expect(names).toEqual(['main.js', 'service.js', 'widgets.js'])
  const raw = await sandbox.api('dev', 'GET', `${repository}/contents/README.md`, undefined, {
    accept: 'application/vnd.github.raw+json',
  })
  expect(raw.body).toMatch(/^# widgets/)
})
