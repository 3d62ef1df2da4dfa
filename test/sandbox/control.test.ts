import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openPull, pushBranch, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'

let sandbox: Sandbox
let number: number
beforeAll(async () => {
  sandbox = await startSandbox()
  number = await openPull(sandbox, 'feature/control')
})
beforeEach(async () => {
  await sandbox.clearFaults()
  await sandbox.clearRequests()
})
afterAll(() => stopFaithful(sandbox))
const repository = '/repos/acme/widgets'

test('lists each request with its user, operation and whether it was a write', async () => {
  await sandbox.api('rosa', 'POST', `${repository}/issues/${number}/labels`, { labels: ['deploy'] })
  await sandbox.api(null, 'GET', '/user')
  await sandbox.graphql('dev', 'query Me { viewer { login } }')
  await pushBranch(sandbox, 'feature/listed')
  const requests = await sandbox.requests()
  expect(requests[0]).toEqual({
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    kind: 'api',
    method: 'POST',
    path: `${repository}/issues/${number}/labels`,
    status: 200,
    operation: 'issues/add-labels',
    write: true,
    points: null,
    login: 'rosa',
    token: 'user',
  })
  expect(requests[1]).toMatchObject({ path: '/user', status: 401, write: false, login: null, token: 'none' })
  expect(requests[2]).toMatchObject({ path: '/graphql', operation: 'Me', write: false, login: 'dev' })
  const pushes = requests.filter(({ kind, write }) => kind === 'git' && write)
  expect(pushes.at(-1)).toMatchObject({
    path: '/acme/widgets.git/git-receive-pack',
    status: 200,
    login: 'dev',
  })
})

test('clearing the faults ends the delay of requests', async () => {
  await sandbox.fault({ match: { operation: 'repos/get' }, times: 1, delayMs: 3_600_000 })
  const late = sandbox.api('dev', 'GET', repository)
  await expect.poll(() => sandbox.faults()).toMatchObject([{ hits: 1 }])
  expect(await sandbox.requests()).toEqual([])
  await sandbox.clearFaults()
  expect((await late).status).toBe(200)
})

test('applies a fault to matching requests only, from the nth on, the given number of times', async () => {
  await sandbox.fault({
    match: { operation: 'repos/get', login: 'dev', nth: 2 },
    times: 1,
    status: 502,
    body: { message: 'Bad' },
    headers: { 'retry-after': '1' },
  })
  const ask = (login = 'dev') => sandbox.api(login, 'GET', repository)
  expect((await ask('rosa')).status).toBe(200)
  expect((await ask()).status).toBe(200)
  const struck = await ask()
  expect([struck.status, struck.body.message, struck.headers.get('retry-after')]).toEqual([502, 'Bad', '1'])
  expect((await ask()).status).toBe(200)
  expect(await sandbox.faults()).toMatchObject([{ hits: 1 }])
})

test('drops the connection before or after handling the request', async () => {
  const comments = `${repository}/issues/${number}/comments`
  const count = async () => (await sandbox.api('dev', 'GET', comments)).body.length
  await sandbox.fault({ match: { method: 'POST', path: '/repos/*/comments' }, times: 1, drop: 'before' })
  await expect(sandbox.api('dev', 'POST', comments, { body: 'lost' })).rejects.toThrow()
  expect(await count()).toBe(0)
  await sandbox.fault({ match: { method: 'POST', path: '/repos/*/comments' }, times: 1, drop: 'after' })
  await expect(sandbox.api('dev', 'POST', comments, { body: 'kept' })).rejects.toThrow()
  expect(await count()).toBe(1)
})

test('truncates a response, or holds it after handling the request', async () => {
  await sandbox.fault({ match: { path: '/user' }, times: 1, truncate: 10 })
  await expect(sandbox.api('dev', 'GET', '/user')).rejects.toThrow()
  await sandbox.fault({ match: { method: 'PUT' }, times: 1, holdMs: 300 })
  const held = sandbox.api('dev', 'PUT', `${repository}/issues/${number}/labels`, { labels: ['deploy/qa3'] })
  let labels: { name: string }[] = []
  for (let tries = 0; tries < 50 && labels[0]?.name !== 'deploy/qa3'; tries += 1)
    labels = (await sandbox.api('dev', 'GET', `${repository}/issues/${number}/labels`)).body
  expect(labels.map(({ name }) => name)).toEqual(['deploy/qa3'])
  expect((await held).status).toBe(200)
})

test('applies a fault to git requests, and refuses an invalid fault', async () => {
  await sandbox.fault({ match: { kind: 'git' }, times: 1, status: 503 })
  expect((await sandbox.git(sandbox.clone('widgets'), 'fetch', 'origin')).error).toContain('503')
  const wrong = await sandbox.control('POST', 'faults', { match: { verb: 'GET' } })
  expect([wrong.status, wrong.body.message]).toEqual([
    422,
    expect.stringContaining('Unknown field in "match": verb'),
  ])
})

test('paginates lists with links; answers 304 to a repeated request without using quota', async () => {
  const first = await sandbox.api('dev', 'GET', `${repository}/labels?per_page=2`)
  expect(first.body).toHaveLength(2)
  expect(first.headers.get('link')).toBe(
    `<${sandbox.apiUrl}${repository}/labels?per_page=2&page=2>; rel="next", <${sandbox.apiUrl}${repository}/labels?per_page=2&page=3>; rel="last"`,
  )
  const last = await sandbox.api('dev', 'GET', `${repository}/labels?per_page=2&page=3`)
  expect(last.headers.get('link')).toContain('rel="prev"')
  const etag = first.headers.get('etag') ?? ''
  const again = await sandbox.api('dev', 'GET', `${repository}/labels?per_page=2`, undefined, {
    'if-none-match': etag,
  })
  expect([again.status, again.body]).toEqual([304, null])
  expect(again.headers.get('x-ratelimit-remaining')).toBe(last.headers.get('x-ratelimit-remaining'))
})

test('sends GitHub headers, answers HEAD, and answers at the root urls', async () => {
  const { headers } = await sandbox.api('dev', 'GET', '/user')
  expect(headers.get('x-oauth-scopes')).toContain('repo')
  expect(headers.get('x-github-request-id')).toMatch(/^[0-9A-F]+$/)
  const head = await sandbox.api('dev', 'HEAD', '/user')
  expect([head.status, head.body]).toEqual([200, null])
  const bare = await sandbox.api('dev', 'GET', `${sandbox.url}/user`)
  expect(bare.body.url).toBe(`${sandbox.url}/users/dev`)
})

test('is a proxy for github.localhost and refuses other hosts', async () => {
  const through = (url: string): Promise<{ status: number; text: string }> =>
    new Promise((answer, fail) => {
      const { hostname, port } = new URL(sandbox.url)
      const headers = { host: new URL(url).host, authorization: `token ${sandbox.token('dev')}` }
      request({ hostname, port, path: url, headers, agent: false }, (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('end', () => answer({ status: response.statusCode ?? 0, text }))
      })
        .on('error', fail)
        .end()
    })
  const user = await through('http://api.github.localhost/user')
  expect(JSON.parse(user.text)).toMatchObject({
    login: 'dev',
    html_url: 'http://github.localhost/dev',
    url: 'http://api.github.localhost/users/dev',
  })
  expect((await through('http://github.localhost/api/v3/user')).status).toBe(200)
  expect((await through('http://api.github.com/user')).status).toBe(403)
})

test('is idle when nothing runs', async () => {
  expect((await sandbox.control('GET', 'idle?timeout=1')).status).toBe(200)
})
