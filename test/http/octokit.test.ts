import { gzipSync } from 'node:zlib'
import { Octokit } from '@octokit/rest'
import { expect, test } from 'vitest'
import { createFetch, type FetchOptions } from '../../src/http/fetch.js'
import { bodyOf, sendJson, serve } from './servers.js'

const quiet = () => {}
const octokit = (baseUrl: string, options: Partial<FetchOptions> = {}) =>
  new Octokit({
    auth: 'ghp_secret',
    baseUrl,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    request: { fetch: createFetch({ proxy: () => null, ...options }) },
  })
const repository = { owner: 'acme', repo: 'widgets' }

test('works with REST requests', async () => {
  const url = await serve(async (request, response) => {
    const { authorization, 'content-type': type } = request.headers
    sendJson(
      response,
      { request: `${request.method} ${request.url}`, authorization, type, body: await bodyOf(request) },
      201,
    )
  })
  const { data, status } = await octokit(url).rest.issues.addLabels({
    ...repository,
    issue_number: 7,
    labels: ['deploy'],
  })
  expect([status, data]).toEqual([
    201,
    {
      request: 'POST /repos/acme/widgets/issues/7/labels',
      authorization: 'token ghp_secret',
      type: 'application/json; charset=utf-8',
      body: '{"labels":["deploy"]}',
    },
  ])
})

test('paginates over compressed pages by the Link header', async () => {
  const url = await serve((request, response) => {
    const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page') ?? 1)
    if (page < 3)
      response.setHeader(
        'link',
        `<http://${request.headers.host}/repos/acme/widgets/releases?page=${page + 1}>; rel="next"`,
      )
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    response.end(gzipSync(JSON.stringify([{ id: page }])))
  })
  const client = octokit(url)
  const releases = await client.paginate(client.rest.repos.listReleases, repository)
  expect(releases.map(({ id }) => id)).toEqual([1, 2, 3])
})

test('works with GraphQL data and errors', async () => {
  const url = await serve(async (request, response) => {
    const { query, variables } = JSON.parse(await bodyOf(request)) as { query: string; variables: unknown }
    sendJson(
      response,
      query.includes('broken') ? { errors: [{ message: 'no such field' }] } : { data: { variables } },
    )
  })
  const client = octokit(url)
  expect(await client.graphql('query($n: Int) { ok }', { n: 1 })).toEqual({ variables: { n: 1 } })
  await expect(client.graphql('{ broken }')).rejects.toThrow('no such field')
})

test('reports errors of GitHub and of the network', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/user') return void sendJson(response, { message: 'Bad credentials' }, 401)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"id":')
    setImmediate(() => response.socket?.destroy())
  })
  const client = octokit(url)
  await expect(client.rest.users.getAuthenticated()).rejects.toMatchObject({
    status: 401,
    message: 'Bad credentials',
  })
  // Octokit would treat a truncated body as an empty one.
  await expect(client.rest.repos.get(repository)).rejects.toMatchObject({
    status: 500,
    cause: { code: 'ECONNRESET' },
  })
})

test('works with conditional requests, renamed repositories and responses without a body', async () => {
  const url = await serve((request, response) => {
    if (request.headers['if-none-match']) return void response.writeHead(304, { etag: '"1"' }).end()
    if (request.method === 'DELETE') return void response.writeHead(204).end()
    if (request.url === '/repos/acme/widgets')
      return void response.writeHead(301, { location: '/repositories/7' }).end()
    sendJson(response, { full_name: 'acme/gizmos' })
  })
  const client = octokit(url)
  await expect(
    client.rest.repos.get({ ...repository, headers: { 'if-none-match': '"1"' } }),
  ).rejects.toMatchObject({ status: 304 })
  expect((await client.rest.repos.get(repository)).data.full_name).toBe('acme/gizmos')
  expect((await client.rest.git.deleteRef({ ...repository, ref: 'heads/old' })).status).toBe(204)
})

test('downloads bytes, and streams', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/zip')
      response.writeHead(200, { 'content-type': 'application/zip' }).end(Buffer.from([80, 75]))
    else response.writeHead(302, { location: '/zip' }).end()
  })
  const logs = { ...repository, run_id: 1 }
  const { data } = await octokit(url).rest.actions.downloadWorkflowRunLogs(logs)
  expect(data).toEqual(new Uint8Array([80, 75]).buffer)
  const streamed = await octokit(url, { streaming: true }).rest.actions.downloadWorkflowRunLogs({
    ...logs,
    request: { parseSuccessResponseBody: false },
  })
  const chunks: Uint8Array[] = []
  for await (const chunk of streamed.data as AsyncIterable<Uint8Array>) chunks.push(chunk)
  expect(Buffer.concat(chunks)).toEqual(Buffer.from([80, 75]))
})

test('aborts when the caller does', async () => {
  const url = await serve(() => {})
  const controller = new AbortController()
  const promise = octokit(url).rest.repos.get({ ...repository, request: { signal: controller.signal } })
  setImmediate(() => controller.abort())
  await expect(promise).rejects.toMatchObject({ name: 'AbortError' })
})
