import { afterAll, beforeAll, expect, test } from 'vitest'
import { openGates, gated } from './runner/gated.js'
import { openStage, type Stage } from './runner/stage.js'
import type { Json } from '../support/sandbox.js'
import { visitor } from '../support/visitor.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await openGates(stage)
})
afterAll(() => stage.stop())

const home = '/acme/widgets'
const as = (login: string | null) => visitor(stage.sandbox, login)
const evil = `"><script>alert('x')</script>`
const safe = '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;'
const open = async (head: string, title: string): Promise<number> => {
  await stage.push(head, { [`${head}.txt`]: head })
  const { body } = await stage.api('dev', 'POST', '/pulls', { title, head, base: 'main', body: evil })
  await stage.idle()
  return body.number
}

test('signs in with the key as a chosen user, switches and signs out, and shows pages to visitors', async () => {
  const { post, get } = as(null)
  const { key } = stage.sandbox
  const back = '/acme/widgets/pulls?state=all'
  const response = await fetch(`${stage.sandbox.url}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: stage.sandbox.url },
    body: new URLSearchParams({ login: 'rosa', key, return_to: back }),
  })
  expect([response.status, response.headers.get('location'), response.headers.get('set-cookie')]).toEqual([
    303,
    back,
    expect.stringMatching(/^sandbox_session=rosa\.[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict$/),
  ])
  expect((await as('rosa').get(home)).text).toContain('Signed in as')
  expect((await get(home)).text).toContain('<button>Sign in</button>')
  expect((await get('/login')).text).toContain('rel sandbox status --json')
  expect((await post('/login', { login: 'rosa' })).status).toBe(403)
  expect((await post('/login', { login: 'rosa', key: '0'.repeat(64) })).status).toBe(403)
  expect((await post('/login', { login: 'nobody', key })).status).toBe(422)
  expect((await post('/login', { login: 'github-actions[bot]', key })).status).toBe(422)
  // Who is signed in acts as another user without the key.
  expect((await as('rosa').get('/login')).text).not.toContain('name="key"')
  expect((await as('rosa').post('/login', { login: 'dev', return_to: home })).location).toBe(home)
  for (const elsewhere of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
  ])
    expect((await post('/login', { login: 'rosa', key, return_to: elsewhere })).location).toBe('/')
  const referer = `${stage.sandbox.url}${home}/pull/1`
  const sent = await post(`${home}/pull/1/close`, {}, { origin: stage.sandbox.url, referer })
  expect(sent.location).toBe('/login?return_to=%2Facme%2Fwidgets%2Fpull%2F1')
})

test.each(['sandbox_login=rosa', 'sandbox_session=rosa', `sandbox_session=rosa.${'0'.repeat(64)}`])(
  'a cookie that the sandbox did not sign is no session: %s',
  async (cookie) => {
    const headers = { accept: 'text/html', cookie, origin: stage.sandbox.url }
    const page = await fetch(stage.sandbox.url, { headers })
    expect(await page.text()).not.toContain('Signed in as')
    const form = { method: 'POST', headers, redirect: 'manual' } as const
    const sent = await fetch(`${stage.sandbox.url}${home}/pull/1/merge`, form)
    expect(sent.headers.get('location')).toMatch(/^\/login/)
  },
)

test('escapes titles, labels, descriptions and branches on every page, and allows no scripts', async () => {
  const number = await open('evil', evil)
  await stage.api('dev', 'POST', '/labels', { name: evil })
  await stage.api('dev', 'POST', `/issues/${number}/labels`, { labels: [evil] })
  await stage.api('dev', 'POST', `/issues/${number}/comments`, { body: evil })
  const { body: release } = await stage.api('rosa', 'POST', '/releases', {
    tag_name: 'x',
    name: evil,
    body: evil,
    draft: true,
  })
  const seen = await stage.play(
    'evil-run',
    `name: ${JSON.stringify(evil)}\non: push\nrun-name: ${JSON.stringify(evil)}\njobs:\n  a:\n    name: ${JSON.stringify(evil)}\n    runs-on: x\n    steps:\n      - name: ${JSON.stringify(evil)}\n        run: echo '${evil.replaceAll("'", '')}' | tee -a "$GITHUB_STEP_SUMMARY"\n`,
  )
  for (const path of [
    '/pulls',
    `/pull/${number}`,
    '/releases',
    `/releases/tag/${new URL(release.html_url).pathname.split('/').at(-1)}`,
    '/actions',
    `/actions/runs/${seen.run.id}`,
  ]) {
    const { status, text } = await as('rosa').get(home + path)
    expect([path, status, text.includes(safe), text.toLowerCase().includes('<script')]).toEqual([
      path,
      200,
      true,
      false,
    ])
  }
  const policy = (await fetch(stage.sandbox.url, { headers: { accept: 'text/html' } })).headers.get(
    'content-security-policy',
  )
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
  )
})

test('labels, comments on, closes, reopens and merges a pull request by the rules of the API', async () => {
  const number = await open('buttons', 'Buttons')
  const path = `${home}/pull/${number}`
  const labels = async (): Promise<readonly string[]> =>
    (await stage.get(`/issues/${number}/labels`)).map(({ name }: Json) => name)
  expect((await as('quinn').post(`${path}/labels`, { add: 'deploy' })).location).toBe(path)
  expect(await labels()).toEqual(['deploy'])
  expect((await as('quinn').get(path)).text).toContain('aria-label="Remove the label deploy"')
  await as('quinn').post(`${path}/labels`, { remove: 'deploy' })
  expect(await labels()).toEqual([])
  expect((await as('quinn').post(`${path}/labels`, { add: 'unheard-of' })).status).toBe(404)
  expect((await as('quinn').post(`${path}/merge`, { method: 'merge' })).status).toBe(403)
  expect((await as('guest').post(`${path}/labels`, { add: 'deploy' })).status).toBe(403)
  expect((await as('guest').get(path)).text).not.toContain(`action="${path}/merge"`)
  await as('guest').post(`${home}/issues/${number}/comment`, { body: 'As a guest' })
  expect((await as('guest').get(path)).text).toContain('As a guest')
  await as('dev').post(`${path}/close`)
  expect(await stage.get(`/pulls/${number}`)).toMatchObject({ state: 'closed' })
  await as('dev').post(`${path}/reopen`)
  expect((await as('dev').post(`${path}/merge`, { method: 'none' })).status).toBe(422)
  expect((await as('dev').post(`${path}/merge`, { method: 'squash', sha: '0'.repeat(40) })).status).toBe(409)
  expect((await as('dev').post(`${path}/merge`, { method: 'squash' })).location).toBe(path)
  expect(await stage.get(`/pulls/${number}`)).toMatchObject({ merged: true, merged_by: { login: 'dev' } })
  expect((await as('dev').get(path)).text).toContain('Merged by')
  expect((await as('dev').post(`${path}/merge`, { method: 'squash' })).status).toBe(405)
})

test('shows the job graph of a run, takes a review with a comment, and shows the result', async () => {
  const { run } = await stage.play('page-gate', gated('staging'))
  const path = `${home}/actions/runs/${run.id}`
  const waiting = await as('rosa').get(path)
  expect(waiting.text).toContain('aria-label="Jobs: build; deploy after build"')
  expect(waiting.text).toContain('Approve and deploy')
  expect((await as('dev').get(path)).text).toContain('dev cannot review this deployment.')
  const [pending] = await stage.get(`/actions/runs/${run.id}/pending_deployments`)
  const form = {
    environment: String(pending.environment.id),
    state: 'approved',
    comment: 'Fine <b>by</b> me',
  }
  expect((await as('dev').post(`${path}/review`, form)).status).toBe(422)
  expect((await as('rosa').post(`${path}/review`, form)).location).toBe(path)
  await stage.idle()
  const { text } = await as('rosa').get(path)
  for (const words of ['✓ success', 'Fine &lt;b&gt;by&lt;/b&gt; me', 'deployed t1'])
    expect(text).toContain(words)
  expect((await as('rosa').get(`${home}/deployments`)).text).toContain('https://t1.example')
  await as('dev').post(`${path}/rerun`)
  await stage.idle()
  expect((await as('dev').get(path)).text).toContain(`href="${path}/attempts/1"`)
  expect((await as('dev').get(`${path}/attempts/1`)).text).toContain('attempt 1')
  expect((await as('guest').post(`${path}/cancel`)).status).toBe(403)
  await as('rosa').post(`${path}/review`, { ...form, state: 'rejected' })
  await stage.idle()
  expect((await stage.see(run)).run).toMatchObject({
    run_attempt: 2,
    conclusion: 'failure',
    triggering_actor: { login: 'dev' },
  })
  await as('dev').post(`${path}/rerun-failed`)
  await stage.idle()
  await as('dev').post(`${path}/cancel`)
  await stage.idle()
  expect((await stage.see(run)).run).toMatchObject({ run_attempt: 3, conclusion: 'cancelled' })
})

test('shows why a run failed to start, and marks a run with stand-ins as rehearsed', async () => {
  const { run } = await stage.play(
    'page-bad',
    'on: push\njobs:\n  a:\n    runs-on: windows-latest\n    steps: [{run: echo}]\n',
  )
  const { text } = await as('dev').get(`${home}/actions/runs/${run.id}`)
  expect(text).toContain('This run failed to start')
  expect(text).toContain(
    '.github/workflows/play.yml:4:14: &#39;windows-latest&#39; is another operating system',
  )
  const green = await stage.play(
    'page-green',
    'on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{uses: actions/checkout@v4}]\n',
  )
  const page = await as('dev').get(`${home}/actions/runs/${green.run.id}`)
  expect(page.text.replace(/\s+/g, ' ')).toContain('✓ success</span> <strong>(rehearsed: 1 stand-in)')
})
