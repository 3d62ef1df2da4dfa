import { Octokit } from '@octokit/rest'
import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'

/** Octokit with its plugins for retries and throttling. */
let sandbox: Sandbox
let limits: string[]
const widgets = { owner: 'acme', repo: 'widgets' }

beforeAll(async () => {
  sandbox = await startSandbox()
  for (let count = 1; count <= 73; count += 1)
    await sandbox.api('dev', 'POST', '/repos/acme/widgets/issues', { title: `Issue ${count}` })
})
beforeEach(async () => {
  limits = []
  await sandbox.clearFaults()
  await sandbox.clearRequests()
})
afterAll(() => stopFaithful(sandbox))

/** The plugins wait in units of `retryAfterBaseValue` milliseconds; 10 shortens all waits to a hundredth. */
const client = (login = 'dev') =>
  new (Octokit.plugin(retry, throttling))({
    baseUrl: sandbox.apiUrl,
    auth: sandbox.token(login),
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    retry: { retryAfterBaseValue: 10 },
    throttle: {
      retryAfterBaseValue: 10,
      fallbackSecondaryRateRetryAfter: 1,
      onRateLimit: () => limits.push('primary') > 0,
      onSecondaryRateLimit: (after: number) => limits.push(`secondary after ${after}`) > 0,
    },
  })

test('paginate follows Link through all pages', async () => {
  const issues = await client().paginate('GET /repos/{owner}/{repo}/issues', { ...widgets, per_page: 20 })
  expect(new Set(issues.map(({ number }) => number)).size).toBe(73)
  expect(await sandbox.requests()).toHaveLength(4)
  const { headers } = await client().rest.issues.listForRepo({ ...widgets, per_page: 20, page: 2 })
  const relations = [...(headers.link ?? '').matchAll(/page=(\d+)>; rel="(\w+)"/g)].map(([, page, name]) => [
    name,
    page,
  ])
  expect(relations).toEqual([
    ['prev', '1'],
    ['next', '3'],
    ['last', '4'],
    ['first', '1'],
  ])
})

test('a 304 does not count against the rate limit', async () => {
  const first = await client().rest.repos.get(widgets)
  const etag = first.headers.etag ?? ''
  const again = client().request('GET /repos/{owner}/{repo}', {
    ...widgets,
    headers: { 'if-none-match': etag },
  })
  await expect(again).rejects.toMatchObject({
    status: 304,
    response: { headers: { 'x-ratelimit-remaining': first.headers['x-ratelimit-remaining'] } },
  })
})

test('Octokit retries server errors', async () => {
  await sandbox.fault({ match: { operation: 'repos/get' }, times: 2, status: 502 })
  expect((await client().rest.repos.get(widgets)).status).toBe(200)
  expect(await sandbox.requests()).toMatchObject([{ status: 502 }, { status: 502 }, { status: 200 }])
})

test('Octokit waits for a secondary rate limit (35)', async () => {
  await sandbox.fault({
    match: { operation: 'repos/get' },
    times: 1,
    status: 403,
    headers: { 'retry-after': '2' },
    body: {
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    },
  })
  expect((await client().rest.repos.get(widgets)).status).toBe(200)
  expect(limits).toEqual(['secondary after 2'])
})

test('Octokit retries a 429', async () => {
  await sandbox.fault({
    match: { operation: 'repos/get' },
    times: 1,
    status: 429,
    headers: { 'retry-after': '1' },
    body: {
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    },
  })
  expect((await client().rest.repos.get(widgets)).status).toBe(200)
  expect(await sandbox.requests()).toMatchObject([{ status: 429 }, { status: 200 }])
})

test('Octokit waits until the primary rate limit is reset (34)', async () => {
  const reset = String(Math.floor(Date.now() / 1000) + 1)
  await sandbox.fault({
    match: { operation: 'repos/get' },
    times: 1,
    status: 403,
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
    body: { message: 'API rate limit exceeded for user ID 1.' },
  })
  expect((await client().rest.repos.get(widgets)).status).toBe(200)
  expect(limits).toEqual(['primary'])
})

test('a workflow token is refused after 1,000 requests', async () => {
  const token = await sandbox.newToken({ kind: 'workflow', repository: 'acme/widgets', permissions: {} })
  const authorization = { authorization: `Bearer ${token}` }
  const ask = () => sandbox.api(null, 'GET', '/repos/acme/widgets', undefined, authorization)
  for (let batch = 0; batch < 20; batch += 1) await Promise.all(Array.from({ length: 50 }, ask))
  const refused = await ask()
  expect([refused.status, refused.body.message]).toEqual([
    403,
    expect.stringMatching(/^API rate limit exceeded for user ID \d+\.$/),
  ])
  expect(refused.headers.get('x-ratelimit-remaining')).toBe('0')
})

test('rateLimit of GraphQL equals the headers', async () => {
  const query = 'query Limit { rateLimit { limit remaining used resetAt } }'
  const { headers, body } = await sandbox.graphql('quinn', query)
  const { limit, remaining, used, resetAt } = body.data.rateLimit
  const inHeaders = ['limit', 'remaining', 'used', 'reset'].map((name) =>
    Number(headers.get(`x-ratelimit-${name}`)),
  )
  expect([limit, remaining, used, Date.parse(resetAt) / 1000]).toEqual(inHeaders)
})
