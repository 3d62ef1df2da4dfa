import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { createFetch } from '../../src/http/fetch.js'
import { bodyOf, sendJson, serve } from './servers.js'

const fetch = createFetch({ proxy: () => null })

/** Redirects `/<status>` to `target` with that status; responds to any other path with the request. */
const redirecting = (target: string) =>
  serve(async (request, response) => {
    const body = await bodyOf(request)
    const status = Number(request.url?.slice(1))
    if (status) return void response.writeHead(status, { location: target }).end('moved')
    sendJson(response, { method: request.method, path: request.url, body, headers: request.headers })
  })

test.each([
  [301, 'GET', 'GET'],
  [302, 'HEAD', 'HEAD'],
  [301, 'POST', 'GET'],
  [302, 'POST', 'GET'],
  [303, 'POST', 'GET'],
  [303, 'DELETE', 'GET'],
  [302, 'PATCH', 'PATCH'],
  [307, 'POST', 'POST'],
  [308, 'PUT', 'PUT'],
])('%i turns %s into %s', async (status, method, becomes) => {
  const url = await redirecting('/end?x=1')
  const sends = method !== 'GET' && method !== 'HEAD'
  const headers = { authorization: 'token t', 'content-type': 'text/plain' }
  const answer = await fetch(`${url}/${status}`, { method, headers, body: sends ? 'hi' : null })
  expect([answer.status, answer.url, answer.redirected]).toEqual([200, `${url}/end?x=1`, true])
  if (becomes === 'HEAD') return
  const keeps = sends && becomes === method
  expect(await answer.json()).toMatchObject({
    method: becomes,
    path: '/end?x=1',
    body: keeps ? 'hi' : '',
    headers: {
      authorization: 'token t',
      ...(keeps && { 'content-length': '2', 'content-type': 'text/plain' }),
    },
  })
})

test('does not send the token to another origin', async () => {
  const other = await redirecting('/')
  const url = await redirecting(`${other}/end`)
  const headers = { Authorization: 'token t', Cookie: 'c', 'X-GitHub-Api-Version': '2022-11-28' }
  const { headers: seen } = (await (await fetch(`${url}/302`, { headers })).json()) as {
    headers: Record<string, string>
  }
  expect([seen['authorization'], seen['cookie'], seen['x-github-api-version'], seen['host']]).toEqual([
    undefined,
    undefined,
    '2022-11-28',
    new URL(other).host,
  ])
})

test('returns the redirect with `manual`, and refuses it with `error`', async () => {
  const url = await redirecting('/end')
  const answer = await fetch(`${url}/302`, { redirect: 'manual' })
  expect([answer.status, answer.headers.get('location'), answer.redirected, await answer.text()]).toEqual([
    302,
    '/end',
    false,
    'moved',
  ])
  await expect(fetch(`${url}/302`, { redirect: 'error' })).rejects.toThrow(
    'which this request does not allow',
  )
})

test('stops a redirect loop', async () => {
  const url = await redirecting('/302')
  await expect(fetch(`${url}/302`)).rejects.toThrow('sent more than 20 redirects')
})

test.each([
  ['http://', 'sent a redirect to an invalid URL'],
  ['file:///etc/passwd', 'Requests to file: URLs are not supported.'],
  ['http://user:secret@127.0.0.1/', 'contains credentials'],
])('refuses a redirect to %s', async (target, message) => {
  const url = await redirecting(target)
  await expect(fetch(`${url}/302`)).rejects.toThrow(message)
})

test('does not send a stream twice', async () => {
  const url = await redirecting('/end')
  const send = (status: number) =>
    fetch(`${url}/${status}`, { method: 'POST', body: Readable.from([Buffer.from('hi')]) })
  await expect(send(307)).rejects.toThrow('which cannot be sent twice')
  expect(await (await send(303)).json()).toMatchObject({ method: 'GET', body: '' })
})

test('follows a redirect whose body is truncated', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/end') return void response.end('here')
    response.writeHead(302, { location: '/end', 'content-length': '100' }).write('short')
    setImmediate(() => response.socket?.destroy())
  })
  expect(await (await fetch(`${url}/start`)).text()).toBe('here')
})
