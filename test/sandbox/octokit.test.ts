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
