import type { AddressInfo } from 'node:net'
import { graphql, GraphqlResponseError } from '@octokit/graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSandboxServer } from '../../src/sandbox/server/server.js'
import { openOrganization, type Organization } from './graphql-organization.js'

/** GraphQL over HTTP, with Octokit as a client. */
let acme: Organization
let server: ReturnType<typeof createSandboxServer>
let url: string
const key = 'a key'

beforeAll(async () => {
  acme = openOrganization()
  const widgets = acme.addRepository('widgets')
  await acme.commit(widgets, 'main', { 'README.md': 'hello\n' }, 'first')
  server = createSandboxServer(acme.world, {
    strict: true,
    clock: Date.now,
    key,
    status: () => ({}),
    images: '',
    artifacts: '',
    clone: () => Promise.resolve(null),
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
  acme.close()
})

const post = (path: string, body: string, token: string | null = 'token-dev') =>
  fetch(`${url}${path}`, {
    method: 'POST',
    body,
    ...(token && { headers: { authorization: `bearer ${token}` } }),
  })

test.each(['/graphql', '/api/graphql'])('%s returns urls with the host of the request', async (path) => {
  const answer = await post(
    path,
    JSON.stringify({
      query: 'query Me { viewer { login } repository(owner:"acme", name:"widgets") { url } }',
    }),
  )
  expect(answer.status).toBe(200)
  expect(answer.headers.get('x-ratelimit-resource')).toBe('graphql')
  expect(await answer.json()).toEqual({
    data: { viewer: { login: 'dev' }, repository: { url: `${url}/acme/widgets` } },
  })
})

test('Octokit gets data, partial data with an error, and the result of a mutation', async () => {
  const client = graphql.defaults({ baseUrl: url, headers: { authorization: 'token token-dev' } })
  const { repository } = await client<{ repository: { id: string } }>(
    '{ repository(owner:"acme", name:"widgets") { id } }',
  )
  const failed = await client('{ viewer { login } repository(owner:"acme", name:"nope") { id } }').catch(
    (error: unknown) => error,
  )
  expect(failed).toBeInstanceOf(GraphqlResponseError)
  expect(failed).toMatchObject({
    data: { viewer: { login: 'dev' }, repository: null },
    errors: [{ type: 'NOT_FOUND' }],
  })
  await client(
    'mutation Make($id:ID!) { createLabel(input:{repositoryId:$id, name:"deploy", color:"ededed"}) { label { id } } }',
    { id: repository.id },
  )
  const rest = await fetch(`${url}/repos/acme/widgets/labels/deploy`, {
    headers: { authorization: 'token token-dev' },
  })
  const { label } = (
    (await client('{ repository(owner:"acme", name:"widgets") { label(name:"deploy") { id } } }')) as {
      repository: { label: { id: string } }
    }
  ).repository
  expect(await rest.json()).toMatchObject({ name: 'deploy', node_id: label.id })
})

test('refuses unauthenticated and unreadable requests', async () => {
  expect((await post('/graphql', '{"query":"{ viewer { login } }"}', null)).status).toBe(401)
  expect((await post('/graphql', '{"query":"{ viewer { login } }"}', 'wrong')).status).toBe(401)
  expect((await post('/graphql', '{}')).status).toBe(400)
  expect((await post('/graphql', '{')).status).toBe(400)
})

test('the request log has the operation and whether it is a write', async () => {
  const requests = (await (
    await fetch(`${url}/_sandbox/requests`, { headers: { 'x-sandbox-key': key } })
  ).json()) as {
    operation: string | null
    write: boolean
  }[]
  expect(requests).toContainEqual(expect.objectContaining({ operation: 'Me', write: false }))
  expect(requests).toContainEqual(expect.objectContaining({ operation: 'Make', write: true }))
})
