import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from './runner/stage.js'
import { visitor } from '../support/visitor.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const home = '/acme/widgets'
const as = (login: string | null) => visitor(stage.sandbox, login)
const draft = async (tag: string) =>
  (await stage.api('rosa', 'POST', '/releases', { tag_name: tag, draft: true, name: tag, body: '## Notes' }))
    .body

test('publishing a draft on its page creates the tag, the events and the run', async () => {
  await stage.push('main-file', {
    '.github/workflows/release.yml':
      'on: {release: {types: [published]}}\njobs:\n  say:\n    runs-on: x\n    steps:\n      - run: echo "shipping ${{ github.event.release.tag_name }} by ${{ github.actor }}"\n',
  })
  const { body: pull } = await stage.api('dev', 'POST', '/pulls', {
    title: 'Ship',
    head: 'main-file',
    base: 'main',
  })
  expect((await as('dev').post(`${home}/pull/${pull.number}/merge`, { method: 'merge' })).text).toBe('')
  const made = await draft('1.2.0')
  const path = `${home}/releases/${made.id}`
  expect((await as('guest').get(`${home}/releases`)).text).not.toContain('1.2.0')
  expect((await as('guest').post(path, { do: 'publish' })).status).toBe(403)
  expect((await as('rosa').get(`${home}/releases`)).text).toContain(`action="${path}"`)
  const saved = await as('rosa').post(path, {
    tag: '1.3.0',
    name: 'One three',
    body: 'By\r\nhand',
    do: 'save',
  })
  expect(saved.location).toBe(new URL(made.html_url).pathname)
  expect(await stage.get(`/releases/${made.id}`, 'rosa')).toMatchObject({
    draft: true,
    tag_name: '1.3.0',
    body: 'By\nhand',
  })
  expect((await as('rosa').post(path, { do: 'publish' })).location).toBe(`${home}/releases/tag/1.3.0`)
  await stage.idle()
  expect(await stage.get('/releases/latest')).toMatchObject({
    tag_name: '1.3.0',
    name: 'One three',
    prerelease: false,
  })
  expect((await stage.get('/git/ref/tags/1.3.0')).object.type).toBe('commit')
  const [run] = await stage.runs('event=release')
  expect(await (await stage.see(run)).log('say')).toContain('shipping 1.3.0 by rosa')
  const { text } = await as('guest').get(`${home}/releases/tag/1.3.0`)
  expect(text).toContain('latest')
  expect(text).not.toContain('<form method="post" action="/acme/widgets/releases')
})

test('refuses what the API refuses', async () => {
  const [one, other] = [await draft('2.0.0'), await draft('2.0.0')]
  await as('rosa').post(`${home}/releases/${one.id}`, { do: 'publish' })
  const again = await as('rosa').post(`${home}/releases/${other.id}`, { do: 'publish' })
  expect([again.status, again.text.includes('already_exists')]).toEqual([422, true])
  expect((await as('rosa').post(`${home}/releases/999999`, { do: 'publish' })).status).toBe(404)
})

test('refuses a cross-origin form, whoever is signed in', async () => {
  const { id } = await draft('3.0.0')
  const path = `${home}/releases/${id}`
  for (const headers of [
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'http://evil.localhost' },
    { origin: 'null' },
    { origin: stage.sandbox.url, 'sec-fetch-site': 'same-site' },
    {},
  ] as readonly Record<string, string>[])
    expect((await as('rosa').post(path, { do: 'publish' }, headers)).status).toBe(403)
  expect(await stage.get(`/releases/${id}`, 'rosa')).toMatchObject({ draft: true })
})

test.each([
  ['/acme/none', 404],
  ['/nobody', 404],
  ['/acme/widgets/pull/99999', 404],
  ['/acme/widgets/pull/x', 404],
  ['/acme/widgets/pull/1e3', 404],
  ['/acme/widgets/actions/runs/99999', 404],
  ['/acme/widgets/actions/workflows/none.yml', 404],
  ['/acme/widgets/blob/main/none.txt', 404],
  ['/acme/widgets/blob/main/../../etc/passwd', 404],
  ['/acme/widgets/blob/--output=x/README.md', 404],
  ['/acme/widgets/commit/none', 404],
  ['/acme/widgets/compare/main', 404],
  ['/acme/widgets/releases/tag/none', 404],
  ['/acme/widgets/deployments/activity_log?environments_filter=none', 404],
  ['/acme/widgets/%E0%A4%A', 404],
  ['/acme/widgets/%00', 404],
  ['/orgs/acme/teams/none', 404],
  ['/apps/none', 404],
])('%s is %i', async (path, status) => {
  const seen = await as('dev').get(path)
  expect([seen.status, seen.text.includes('<h1>404: Not found</h1>')]).toEqual([status, true])
})

test('keeps answering API requests at the same paths', async () => {
  const get = async (path: string, accept = '*/*') =>
    (await fetch(`${stage.sandbox.url}${path}`, { headers: { accept } })).headers.get('content-type')
  const json = 'application/json; charset=utf-8'
  expect(
    await Promise.all(
      ['/', '/zen', '/repos/acme/widgets', '/api/v3/', '/rate_limit'].map((path) => get(path)),
    ),
  ).toEqual(Array.from({ length: 5 }, () => json))
  expect(await get('/api/v3/repos/acme/widgets', 'text/html')).toBe(json)
  expect(await get('/', 'text/html,application/xhtml+xml')).toBe('text/html; charset=utf-8')
})
