import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPull, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'

let sandbox: Sandbox
let labels: string
beforeAll(async () => {
  sandbox = await startSandbox()
  labels = `/repos/acme/widgets/issues/${await openPull(sandbox, 'feature/tokens')}/labels`
})
afterAll(() => stopFaithful(sandbox))
const as = (secret: string, method: string, path: string, body?: unknown) =>
  sandbox.api(null, method, path, body, { authorization: `Bearer ${secret}` })
const deploy = { labels: ['deploy'] }

test.each([
  ['workflow', 'Resource not accessible by integration'],
  ['fine-grained', 'Resource not accessible by personal access token'],
])('a %s token without the permission is refused with the accepted permissions', async (kind, message) => {
  const options = { kind, login: 'dev', repository: 'acme/widgets', permissions: { contents: 'write' } }
  const answer = await as(await sandbox.newToken(options), 'POST', labels, deploy)
  expect([answer.status, answer.body.message]).toEqual([403, message])
  expect(answer.headers.get('x-accepted-github-permissions')).toBe('pull_requests=write; issues=write')
})

test('one of the permissions is enough, and the token is limited to its repository', async () => {
  const token = await sandbox.newToken({
    kind: 'fine-grained',
    login: 'dev',
    repository: 'acme/widgets',
    permissions: { issues: 'write' },
  })
  expect((await as(token, 'POST', labels, deploy)).status).toBe(200)
  expect((await as(token, 'GET', '/repos/acme/gadgets')).status).toBe(404)
  await sandbox.clearRequests()
  const robot = await sandbox.newToken({
    kind: 'workflow',
    repository: 'acme/widgets',
    permissions: { pull_requests: 'write' },
  })
  expect((await as(robot, 'DELETE', `${labels}/deploy`)).status).toBe(200)
  expect(await sandbox.requests()).toMatchObject([{ login: 'github-actions[bot]', token: 'workflow' }])
})

test('a workflow token with contents: read cannot push', async () => {
  const token = await sandbox.newToken({
    kind: 'workflow',
    repository: 'acme/widgets',
    permissions: { contents: 'read' },
  })
  const url = `${sandbox.url.replace('//', `//x-access-token:${token}@`)}/acme/widgets.git`
  const { error } = await sandbox.git(sandbox.clone('widgets'), 'push', url, 'HEAD:robot')
  expect(error).toContain('Permission to acme/widgets.git denied to github-actions[bot].')
})

test('a push to a fork updates the head of its pull request', async () => {
  await sandbox.fork({ repository: 'acme/widgets', login: 'guest' })
  const clone = join(sandbox.home, 'fork')
  const url = `${sandbox.url.replace('//', `//x-access-token:${sandbox.token('guest')}@`)}/guest/widgets.git`
  await sandbox.git(sandbox.home, 'clone', '--quiet', url, clone)
  const commit = async (): Promise<string> => {
    const identity = ['-c', 'user.name=Guest', '-c', 'user.email=guest@localhost']
    await sandbox.git(clone, ...identity, 'commit', '--quiet', '--allow-empty', '--message', 'From outside')
    expect((await sandbox.git(clone, 'push', '--quiet', 'origin', 'HEAD:main')).status).toBe(0)
    return (await sandbox.git(clone, 'rev-parse', 'HEAD')).out.trim()
  }
  const first = await commit()
  const opened = await sandbox.api('guest', 'POST', '/repos/acme/widgets/pulls', {
    title: 'Outside',
    head: 'guest:main',
    base: 'main',
  })
  expect([opened.status, opened.body.head]).toMatchObject([
    201,
    { label: 'guest:main', sha: first, repo: { full_name: 'guest/widgets', fork: true } },
  ])
  const second = await commit()
  const listed = await sandbox.git(
    sandbox.clone('widgets'),
    'ls-remote',
    'origin',
    `refs/pull/${opened.body.number}/head`,
  )
  expect(listed.out).toContain(second)
})
