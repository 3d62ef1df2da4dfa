import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { faultsOf } from '../support/faults.js'
import { openPull, rel, startSandbox, type Sandbox } from '../support/sandbox.js'

let sandbox: Sandbox
let number: number
let faults: ReturnType<typeof faultsOf>
beforeAll(async () => {
  sandbox = await startSandbox()
  number = await openPull(sandbox, 'feature/faults')
  faults = faultsOf(sandbox)
})
beforeEach(() => sandbox.clearFaults())
afterAll(() => sandbox.stop())

const repository = '/repos/acme/widgets'
const get = (path: string, login = 'dev') => sandbox.api(login, 'GET', path)

test('answers with an error of the given status', async () => {
  await faults.status(504, { match: { operation: 'repos/get' } })
  expect((await get(repository)).status).toBe(504)
  expect((await get(repository)).status).toBe(200)
})

test('delivers responses that were delayed or held', async () => {
  await faults.delay(20, { match: { path: '/user' } })
  await faults.hold(20, { match: { path: '/user' } })
  expect([(await get('/user')).status, (await get('/user')).status]).toEqual([200, 200])
  expect(await sandbox.faults()).toMatchObject([{ hits: 1 }, { hits: 1 }])
})

test('drop-before handles nothing, drop-after handles the request', async () => {
  const labels = `${repository}/labels`
  const create = (name: string) => sandbox.api('dev', 'POST', labels, { name, color: '000000' })
  await faults.dropBefore({ match: { method: 'POST' } })
  await expect(create('before')).rejects.toThrow()
  await faults.dropAfter({ match: { method: 'POST' } })
  await expect(create('after')).rejects.toThrow()
  expect((await get(`${labels}/before`)).status).toBe(404)
  expect((await get(`${labels}/after`)).status).toBe(200)
})

test('truncates a response', async () => {
  await faults.truncate(5, { match: { path: '/user' } })
  await expect(get('/user')).rejects.toThrow()
})

test('answers rate limits with GitHub’s messages and headers', async () => {
  await faults.primaryLimit(120, { match: { path: '/user' } })
  const primary = await get('/user')
  expect(primary.status).toBe(403)
  expect(primary.body.message).toMatch(/^API rate limit exceeded for user ID \d+\.$/)
  expect(primary.headers.get('x-ratelimit-remaining')).toBe('0')
  const wait =
    Number(primary.headers.get('x-ratelimit-reset')) - Date.parse(primary.headers.get('date')!) / 1000
  expect(wait).toBeGreaterThanOrEqual(119)
  expect(wait).toBeLessThanOrEqual(121)
  await faults.secondaryLimit(7, { match: { path: '/user' } })
  const secondary = await get('/user')
  expect([secondary.status, secondary.headers.get('retry-after')]).toEqual([403, '7'])
  expect(secondary.body.message).toContain('You have exceeded a secondary rate limit.')
  await faults.graphqlLimit(60)
  const graphql = await sandbox.graphql('dev', '{ viewer { login } }')
  expect([graphql.status, graphql.body.errors[0].type]).toEqual([200, 'RATE_LIMITED'])
})

test('refuses GraphQL that exceeds resource limits or has too many aliases', async () => {
  await faults.resourceLimits()
  const much = await sandbox.graphql('dev', '{ viewer { login } }')
  expect(much.body).toMatchObject({ data: null, errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED' }] })
  await faults.tooManyAliases(3)
  const aliased = (count: number) => {
    const labels = Array.from({ length: count }, (_, at) => `l${at}: label(name: "a: b") { name }`)
    return sandbox.graphql(
      'dev',
      `query($r: String!) { repository(owner: "acme", name: $r) { ${labels.join(' ')} } }`,
      {
        r: 'widgets',
      },
    )
  }
  expect((await aliased(3)).status).toBe(200)
  expect((await aliased(4)).status).toBe(502)
  expect((await aliased(4)).status).toBe(502)
})

test('list-lag hides created objects from lists over REST and GraphQL, but not by id', async () => {
  const listed = async () =>
    (await get(`${repository}/labels?per_page=100`)).body.map(({ name }: { name: string }) => name)
  const counted = async () =>
    (await sandbox.graphql('dev', '{ repository(owner: "acme", name: "widgets") { labels { totalCount } } }'))
      .body.data.repository.labels.totalCount
  const before = await counted()
  await faults.listLag({ reads: 2 }, { match: { operation: 'issues/create-label' } })
  await sandbox.api('dev', 'POST', `${repository}/labels`, { name: 'lagging', color: '123456' })
  expect((await get(`${repository}/labels/lagging`)).status).toBe(200)
  expect(await listed()).not.toContain('lagging')
  expect(await counted()).toBe(before)
  expect(await counted()).toBe(before + 1)
  expect(await listed()).toContain('lagging')
})

test('a lag by time ends after that time, and clearing it ends it at once', async () => {
  const comments = `${repository}/issues/${number}/comments`
  const count = async () => (await get(comments)).body.length
  await faults.listLag({ ms: 3_600_000 }, { match: { operation: 'issues/create-comment' }, times: 2 })
  await sandbox.api('dev', 'POST', comments, { body: 'one' })
  expect([await count(), await count()]).toEqual([0, 0])
  await rel(sandbox.home, 'sandbox', 'clock', '--dir', sandbox.dir, '--advance', '2h')
  expect(await count()).toBe(1)
  await sandbox.api('dev', 'POST', comments, { body: 'two' })
  expect(await count()).toBe(1)
  await sandbox.clearFaults()
  expect(await count()).toBe(2)
})

test('run-lag hides the run of a dispatch from lists, but not by id', async () => {
  const file = '.github/workflows/lag.yml'
  const content = Buffer.from('name: lag\non: workflow_dispatch\njobs: {}\n').toString('base64')
  await sandbox.api('dev', 'POST', `${repository}/git/refs`, {
    ref: 'refs/heads/feature/lag',
    sha: (await get(`${repository}/branches/main`)).body.commit.sha,
  })
  await sandbox.api('dev', 'PUT', `${repository}/contents/${file}`, {
    message: 'Add lag',
    content,
    branch: 'feature/lag',
  })
  const wish = { title: 'lag', head: 'feature/lag', base: 'main' }
  const pull = (await sandbox.api('dev', 'POST', `${repository}/pulls`, wish)).body.number
  expect((await sandbox.api('rosa', 'PUT', `${repository}/pulls/${pull}/merge`, {})).status).toBe(200)
  await faults.runLag(2)
  const runs = `${repository}/actions/workflows/lag.yml/runs`
  const dispatched = await sandbox.api('rosa', 'POST', `${repository}/actions/workflows/lag.yml/dispatches`, {
    ref: 'main',
  })
  expect([200, 204]).toContain(dispatched.status)
  const count = async () => (await get(runs)).body.total_count
  expect([await count(), await count()]).toEqual([0, 0])
  const [run] = (await get(runs)).body.workflow_runs
  expect((await get(`${repository}/actions/runs/${run.id}`)).status).toBe(200)
})

test('combines clock-skew with another fault', async () => {
  const date = async () => Date.parse((await get('/user')).headers.get('date') ?? '')
  const before = await date()
  await faults.clockSkew(-3_600_000)
  await faults.status(503, { match: { path: '/user' } })
  const struck = await get('/user')
  expect(struck.status).toBe(503)
  for (const skewed of [Date.parse(struck.headers.get('date') ?? ''), await date()])
    expect(Math.abs(skewed - before + 3_600_000)).toBeLessThan(60_000)
})

test('refuses an invalid fault with the reason', async () => {
  const wrong = async (fault: unknown) => {
    const { status, body } = await sandbox.control('POST', 'faults', fault)
    return [status, body.message]
  }
  expect(await wrong({ kind: 'gone' })).toEqual([
    422,
    expect.stringContaining('"kind" must be status or delay'),
  ])
  expect(await wrong({ times: 0 })).toEqual([422, '"times" must be a number of at least 1'])
  expect(await wrong({ drop: 'now' })).toEqual([422, '"drop" must be before or after'])
  expect(await wrong({ match: { nth: 'two' } })).toEqual([
    422,
    '"nth" in "match" must be a number of at least 1',
  ])
  expect(await wrong([])).toEqual([422, 'A fault must be a JSON object'])
})

test('sets, lists and clears faults from the command line', async () => {
  const fault = async (...words: readonly string[]) => {
    const { status, out } = await rel(
      sandbox.home,
      'sandbox',
      'fault',
      ...words,
      '--dir',
      sandbox.dir,
      '--json',
    )
    return { exit: status, ...JSON.parse(out) }
  }
  const set = await fault('secondary-limit', '--for', '90s', '--operation', 'repos/get', '--login', 'dev')
  expect(set).toMatchObject({
    exit: 0,
    result: { kind: 'secondary-limit', status: 403, headers: { 'retry-after': '90' }, times: 1 },
  })
  expect((await get(repository)).headers.get('retry-after')).toBe('90')
  expect((await fault('list')).result.faults).toMatchObject([{ kind: 'secondary-limit', hits: 1 }])
  expect((await fault('clear')).result.faults).toEqual([])
  expect((await fault('list')).result.faults).toEqual([])
  expect(await fault('delay', '--bytes', '3')).toMatchObject({
    exit: 2,
    error: { code: 'usage', message: '--bytes can only be used with truncate' },
  })
  expect(await fault('list-lag', '--for', 'soon')).toMatchObject({ exit: 2 })
  const { out } = await rel(sandbox.home, 'sandbox', 'fault', 'list', '--dir', sandbox.dir)
  expect(out).toBe('No faults are set.\n')
})
