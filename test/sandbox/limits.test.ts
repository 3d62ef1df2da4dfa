import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSandbox, stopFaithful, type Answer, type Json, type Sandbox } from '../support/sandbox.js'

/** The primary rate limits over HTTP. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => stopFaithful(sandbox))

const widgets = '/repos/acme/widgets'
const search = '/search/issues?q=repo:acme/widgets'
/** Costs 2 points: 1 + 100 + 100 requests. */
const expensive =
  'query Expensive { rateLimit { cost nodeCount limit remaining used resetAt } repository(owner: "acme", name: "widgets") { pullRequests(first: 100) { nodes { labels(first: 1) { totalCount } comments(first: 1) { totalCount } } } } }'

const setLimit = async (limit: object): Promise<void> => {
  const { status, body } = await sandbox.control('POST', 'limits', limit)
  if (status !== 200) throw new Error(JSON.stringify(body))
}
const advance = (advance: string) => sandbox.control('POST', 'clock', { advance })
const withToken = (secret: string) => ({
  get: (path: string): Promise<Answer> =>
    sandbox.api(null, 'GET', path, undefined, { authorization: `Bearer ${secret}` }),
  graphql: (query: string): Promise<Answer> =>
    sandbox.api(null, 'POST', `${sandbox.url}/api/graphql`, { query }, { authorization: `Bearer ${secret}` }),
})
const jobOf = async (repository: string) =>
  withToken(await sandbox.newToken({ kind: 'workflow', repository, permissions: { contents: 'read' } }))
const inHeaders = ({ headers }: Answer) => ({
  resource: headers.get('x-ratelimit-resource'),
  ...Object.fromEntries(
    ['limit', 'used', 'remaining'].map((name) => [name, Number(headers.get(`x-ratelimit-${name}`))]),
  ),
})
const limitsOf = ({ body }: Answer) =>
  Object.fromEntries(
    Object.entries<Json>(body.resources).map(([name, { limit, used }]) => [name, `${used} of ${limit}`]),
  )

test('each resource has its own limit: people, workflows, and anonymous requests', async () => {
  const job = await jobOf('acme/widgets')
  await sandbox.api('rosa', 'GET', search)
  await sandbox.graphql('rosa', expensive)
  await sandbox.api('rosa', 'GET', widgets)
  expect(limitsOf(await sandbox.api('rosa', 'GET', '/rate_limit'))).toEqual({
    core: '1 of 5000',
    graphql: '2 of 5000',
    search: '1 of 30',
  })
  expect(limitsOf(await job.get('/rate_limit'))).toEqual({
    core: '0 of 1000',
    graphql: '0 of 1000',
    search: '0 of 30',
  })
  expect(limitsOf(await sandbox.api(null, 'GET', '/rate_limit'))).toMatchObject({
    graphql: '0 of 0',
    search: '0 of 10',
  })
})

test('all jobs of a repository share a limit, which is not that of another repository', async () => {
  const [first, second, other] = await Promise.all(
    ['acme/widgets', 'acme/widgets', 'acme/gadgets'].map(jobOf),
  )
  await first!.graphql(expensive)
  expect(inHeaders(await second!.graphql(expensive))).toEqual({
    resource: 'graphql',
    limit: 1000,
    used: 4,
    remaining: 996,
  })
  expect(inHeaders(await other!.get('/repos/acme/gadgets'))).toEqual({
    resource: 'core',
    limit: 1000,
    used: 1,
    remaining: 999,
  })
})

test('rateLimit of GraphQL is the limit after the call, equal to the headers', async () => {
  const answer = await sandbox.graphql('quinn', expensive)
  const { cost, nodeCount, resetAt, ...rest } = answer.body.data.rateLimit
  expect({ resource: 'graphql', ...rest }).toEqual(inHeaders(answer))
  expect([cost, nodeCount, rest.used]).toEqual([2, 300, 2])
  expect(Date.parse(resetAt) / 1000).toBe(Number(answer.headers.get('x-ratelimit-reset')))
})

test('a dry run tells the cost without evaluating the rest, and costs a point', async () => {
  await sandbox.clearRequests()
  const answer = await sandbox.graphql(
    'quinn',
    expensive.replace('rateLimit', 'price: rateLimit(dryRun: true)'),
  )
  expect(answer.body).toEqual({ data: { price: expect.objectContaining({ cost: 2, nodeCount: 300 }) } })
  expect(await sandbox.requests()).toMatchObject([{ operation: 'Expensive', points: 1 }])
})

test('the list of requests has the points of GraphQL, and none for REST and git', async () => {
  await sandbox.clearRequests()
  await sandbox.graphql('dev', expensive)
  await sandbox.graphql('dev', '{ nothing }')
  await sandbox.api('dev', 'GET', widgets)
  await sandbox.git(sandbox.clone('widgets'), 'fetch', '--quiet')
  const requests = await sandbox.requests()
  expect(requests.map(({ kind, points }) => `${kind} ${points}`)).toEqual([
    'api 2',
    'api 1',
    'api null',
    ...requests.slice(3).map(() => 'git null'),
  ])
  expect(requests.length).toBeGreaterThan(3)
  expect(Object.keys(requests[0])).toEqual([
    ...['at', 'kind', 'method', 'path', 'status', 'operation', 'write', 'points', 'login', 'token'],
  ])
})

test('refuses a call that costs more points than remain, and spends none', async () => {
  await setLimit({ repository: 'acme/widgets', resource: 'graphql', remaining: 3 })
  const job = await jobOf('acme/widgets')
  expect((await job.graphql(expensive)).body.data.rateLimit.remaining).toBe(1)
  await sandbox.clearRequests()
  const refused = await job.graphql(expensive)
  expect([refused.status, refused.body]).toEqual([
    200,
    {
      errors: [
        {
          type: 'RATE_LIMITED',
          message: expect.stringMatching(/^API rate limit exceeded for installation ID \d+\.$/),
        },
      ],
    },
  ])
  expect(inHeaders(refused)).toMatchObject({ limit: 1000, remaining: 1 })
  expect(await sandbox.requests()).toMatchObject([{ operation: 'Expensive', status: 200, points: 0 }])
  expect((await job.graphql('{ rateLimit { remaining } }')).body).toEqual({
    data: { rateLimit: { remaining: 0 } },
  })
  const again = await job.graphql('{ viewer { login } }')
  expect([again.status, again.body]).toEqual([
    200,
    {
      errors: [
        {
          type: 'RATE_LIMIT',
          code: 'graphql_rate_limit',
          message: expect.stringMatching(/^API rate limit already exceeded for installation ID \d+\.$/),
        },
      ],
    },
  ])
  expect(inHeaders(again)).toMatchObject({ remaining: 0 })
  expect((await job.get(widgets)).status).toBe(200)
  expect((await sandbox.graphql('dev', expensive)).body.errors).toBeUndefined()
})

test('refuses REST at the end of its limit, but tells the limit; an hour renews it', async () => {
  await setLimit({ login: 'olga', resource: 'core', remaining: 1 })
  expect((await sandbox.api('olga', 'GET', widgets)).status).toBe(200)
  const refused = await sandbox.api('olga', 'GET', widgets)
  expect([refused.status, refused.body.message]).toEqual([
    403,
    expect.stringMatching(/^API rate limit exceeded for user ID \d+\.$/),
  ])
  expect(inHeaders(refused)).toMatchObject({ resource: 'core', limit: 5000, remaining: 0 })
  const asked = await sandbox.api('olga', 'GET', '/rate_limit')
  expect([asked.status, asked.body.rate.remaining, asked.body.resources.search.remaining]).toEqual([
    200, 0, 30,
  ])
  expect((await sandbox.api('olga', 'GET', search)).status).toBe(200)
  expect((await sandbox.git(sandbox.clone('widgets'), 'fetch')).status).toBe(0)
  await advance('59m')
  expect((await sandbox.api('olga', 'GET', widgets)).status).toBe(403)
  await advance('2m')
  expect(inHeaders(await sandbox.api('olga', 'GET', widgets))).toMatchObject({ used: 1 })
})

test('searches are limited by the minute', async () => {
  await setLimit({ login: 'dev', resource: 'search', remaining: 0 })
  const refused = await sandbox.api('dev', 'GET', search)
  expect([refused.status, inHeaders(refused).resource]).toEqual([403, 'search'])
  expect((await sandbox.api('dev', 'GET', widgets)).status).toBe(200)
  await advance('61s')
  expect((await sandbox.api('dev', 'GET', search)).status).toBe(200)
})

test.each<[body: object, message: string]>([
  [{ login: 'dev', resource: 'git', remaining: 1 }, '"resource" must be core, graphql, search'],
  [{ login: 'nobody', resource: 'core', remaining: 1 }, 'Unknown user: nobody'],
  [{ repository: 'acme/none', resource: 'core', remaining: 1 }, 'Unknown repository: acme/none'],
  [{ resource: 'core', remaining: 1 }, 'A limit belongs to a "login", or to the workflows of a "repository"'],
  [{ login: 'dev', resource: 'core', remaining: -1 }, '"remaining" must be at least 0'],
])('refuses the limit %j', async (body, message) => {
  const { status, body: answer } = await sandbox.control('POST', 'limits', body)
  expect([status, answer.message]).toEqual([422, message])
})
