import { afterAll, beforeAll, expect, test } from 'vitest'
import { gated, openGates } from './runner/gated.js'
import { openStage, type Stage } from './runner/stage.js'
import type { Json } from '../support/sandbox.js'
import { visitor } from '../support/visitor.js'

let stage: Stage
let run: Json
let number: number
let check: number
beforeAll(async () => {
  stage = await openStage()
  await openGates(stage)
  run = (await stage.play('feature/slash', gated('staging'))).run
  const must = async (login: string, method: string, path: string, body?: unknown): Promise<Json> => {
    const answer = await stage.api(login, method, path, body)
    if (answer.status >= 400)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const pull = { title: 'Walk', head: 'feature/slash', base: 'main' }
  number = (await must('dev', 'POST', '/pulls', pull)).number
  await must('dev', 'POST', `/issues/${number}/labels`, { labels: ['deploy/qa1'] })
  await must('rosa', 'POST', `/issues/${number}/comments`, { body: 'Well' })
  await must('rosa', 'POST', `/pulls/${number}/reviews`, { event: 'APPROVE', body: 'Yes' })
  await must('dev', 'POST', '/issues', { title: 'An issue' })
  await must('rosa', 'POST', '/releases', { tag_name: 'api/1.0.0', body: 'Notes' })
  await must('rosa', 'POST', '/releases', { tag_name: '2.0.0', draft: true })
  await must('olga', 'PUT', '/environments/preview%2Fa%20b', {})
  await must('olga', 'POST', '/rulesets', {
    name: 'No deletion',
    target: 'branch',
    enforcement: 'disabled',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [{ type: 'deletion' }],
  })
  const secret = await stage.sandbox.newToken({
    kind: 'workflow',
    repository: 'acme/widgets',
    permissions: { checks: 'write' },
  })
  const made = await stage.sandbox.api(
    null,
    'POST',
    '/repos/acme/widgets/check-runs',
    { name: 'lint', head_sha: run.head_sha, conclusion: 'success' },
    { authorization: `Bearer ${secret}` },
  )
  check = made.body.id
  await stage.idle()
})
afterAll(() => stage.stop())

/** Every html_url in a response, at any depth. */
function pagesIn(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(pagesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    ['html_url', 'url', 'html'].includes(key) && typeof inner === 'string'
      ? [inner]
      : key === 'html'
        ? [(inner as Json).href]
        : pagesIn(inner),
  )
}
const isPage = (url: string): boolean => !new URL(url).pathname.startsWith('/api/')

test('every html_url of the API leads to a page', async () => {
  const job = (await stage.get(`/actions/runs/${run.id}/jobs`)).jobs[0].id
  const sha: string = run.head_sha
  const answers = await Promise.all(
    [
      ...[
        '',
        '/pulls',
        `/pulls/${number}`,
        `/pulls/${number}/commits`,
        `/pulls/${number}/files`,
        `/pulls/${number}/reviews`,
      ],
      ...[
        '/issues?state=all',
        `/issues/${number}/comments`,
        '/labels',
        '/releases',
        '/releases/latest',
        '/branches',
      ],
      ...[
        '/branches/main',
        `/commits/${sha}`,
        `/commits/${sha}/check-runs`,
        `/commits/${sha}/pulls`,
        '/compare/main...feature/slash',
      ],
      ...[
        '/contents/',
        '/contents/package.json',
        `/git/commits/${sha}`,
        '/actions/workflows',
        '/actions/runs',
      ],
      ...[
        `/actions/runs/${run.id}`,
        `/actions/runs/${run.id}/jobs`,
        `/actions/jobs/${job}`,
        `/check-runs/${check}`,
      ],
      ...[
        `/actions/runs/${run.id}/pending_deployments`,
        '/environments',
        '/environments/staging',
        '/deployments',
        '/rulesets',
      ],
      ...['/collaborators', '/teams'],
    ].map(async (path) => {
      const { status, body } = await stage.api('rosa', 'GET', path)
      return status < 400 || status === 501 ? body : [{ html_url: `${path} answers ${status}` }]
    }),
  )
  const rest = await Promise.all(
    ['/user', '/users/dev', '/orgs/acme/repos'].map(
      async (path) => (await stage.sandbox.api('rosa', 'GET', path)).body,
    ),
  )
  const urls = [...new Set([...answers, ...rest].flatMap(pagesIn))].filter(isPage)
  expect(urls.length).toBeGreaterThan(30)
  expect(await broken(urls)).toEqual([])
})

test('every url of GraphQL leads to a page', async () => {
  const { body } = await stage.sandbox.graphql(
    'rosa',
    `{ repository(owner: "acme", name: "widgets") { url owner { url }
      labels(first: 9) { nodes { url } } releases(first: 9) { nodes { url author { url } } }
      defaultBranchRef { target { ... on Commit { url author { user { url } } } } }
      pullRequests(first: 9) { nodes { url author { url } comments(first: 9) { nodes { url } } reviews(first: 9) { nodes { url } }
        commits(first: 9) { nodes { url commit { url
          checkSuites(first: 9) { nodes { url app { url } workflowRun { url workflow { url } } checkRuns(first: 9) { nodes { url } } } } } } } } }
      issues(first: 9) { nodes { url } } } }`,
  )
  expect(body.errors).toBe(undefined)
  const urls = [...new Set(pagesIn(body.data))].filter(isPage)
  expect(urls.length).toBeGreaterThan(20)
  expect(await broken(urls)).toEqual([])
})

/** The urls that a browser, signed in or out, cannot open. */
async function broken(urls: readonly string[]): Promise<readonly string[]> {
  const seen = await Promise.all(
    urls.flatMap((url) =>
      ['dev', 'rosa', null].map(async (login) => {
        const { status, text } = await visitor(stage.sandbox, login).get(url)
        return status === 200 && text.startsWith('<!doctype html>') ? [] : [`${login}: ${status} ${url}`]
      }),
    ),
  )
  return seen.flat()
}
