import { expect, test } from 'vitest'
import { createFetch, type FetchOptions } from '../../src/http/fetch.js'
import { certificate, freeAddress, sendJson, serve, serveTls } from './servers.js'

const direct = (options: Partial<FetchOptions> = {}) => createFetch({ proxy: () => null, ...options })

test('an answer has what Octokit reads of one', async () => {
  const url = await serve((_, response) => {
    response.setHeader('Link', ['<a>; rel="next"', '<b>; rel="last"'])
    sendJson(response, { login: 'rosa' }, 201)
  })
  const answer = await direct()(`${url}/user`)
  expect([answer.status, answer.statusText, answer.ok, answer.url, answer.redirected]).toEqual([
    201,
    'Created',
    true,
    `${url}/user`,
    false,
  ])
  expect(answer.headers.get('LINK')).toBe('<a>; rel="next", <b>; rel="last"')
  expect([
    answer.headers.has('Content-Type'),
    answer.headers.has('etag'),
    answer.headers.get('etag'),
  ]).toEqual([true, false, null])
  expect(Object.fromEntries(answer.headers)).toEqual(Object.fromEntries(answer.headers.entries()))
  const names: string[] = []
  answer.headers.forEach((_, name) => names.push(name))
  expect(names).toEqual([...answer.headers.keys()])
  expect(answer.bodyUsed).toBe(false)
  expect(await answer.json()).toEqual({ login: 'rosa' })
  expect(answer.bodyUsed).toBe(true)
  await expect(answer.text()).rejects.toThrow('already read')
})

test('given up before, while waiting, and while the body comes', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/body') response.write('first')
  })
  await expect(direct()(url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
  const waiting = new AbortController()
  const promise = direct()(url, { signal: waiting.signal })
  setImmediate(() => waiting.abort())
  await expect(promise).rejects.toMatchObject({ name: 'AbortError' })
  const reading = new AbortController()
  const answer = await direct({ streaming: true })(`${url}/body`, { signal: reading.signal })
  const text = answer.text()
  reading.abort()
  await expect(text).rejects.toMatchObject({ name: 'AbortError' })
})

test('a server that says nothing, or not all, is given up after the time limit', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/body') response.write('first')
  })
  const code = 'ETIMEDOUT'
  const message = `${new URL(url).host} did not answer within 0.05 s.`
  await expect(direct({ timeout: 50 })(url)).rejects.toMatchObject({ code, message, name: 'TimeoutError' })
  await expect(direct({ timeout: 50 })(`${url}/body`)).rejects.toMatchObject({ code, message })
  const streamed = async () => (await direct({ timeout: 200, streaming: true })(`${url}/body`)).text()
  await expect(streamed()).rejects.toMatchObject({ code })
})

test('connections are used again', async () => {
  const ports: (number | undefined)[] = []
  const url = await serve((request, response) => {
    ports.push(request.socket.remotePort)
    response.end('ok')
  })
  const fetch = direct()
  for (let count = 0; count < 3; count += 1) {
    await (await fetch(url)).text()
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(new Set(ports).size).toBe(1)
})

test.each([serve, serveTls])(
  'an idle connection that the server had closed: GET is sent again, POST never (%o)',
  async (start) => {
    const seen: string[] = []
    const answered = new WeakSet<object>()
    const url = await start((request, response) => {
      seen.push(request.method ?? '')
      if (answered.has(request.socket)) return void request.socket.destroy()
      answered.add(request.socket)
      response.end('ok')
    })
    const fetch = direct({ ca: certificate })
    const idle = () => new Promise((resolve) => setImmediate(resolve))
    await fetch(url)
    await idle()
    expect(await (await fetch(url)).text()).toBe('ok')
    await idle()
    await expect(fetch(url, { method: 'POST', body: '{}' })).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(seen).toEqual(['GET', 'GET', 'GET', 'POST'])
  },
)

test('a fresh connection that breaks is not tried again', async () => {
  const seen: string[] = []
  const url = await serve((request) => {
    seen.push(request.url ?? '')
    request.socket.destroy()
  })
  await expect(direct()(url)).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(seen).toEqual(['/'])
})

test('failures keep their code and name the host, never the token', async () => {
  const address = await freeAddress()
  const headers = { authorization: 'token ghp_secret' }
  await expect(direct()(`http://${address}/a?b=ghp_secret`, { headers })).rejects.toMatchObject({
    code: 'ECONNREFUSED',
    message: `Could not reach ${address}: connect ECONNREFUSED ${address}`,
  })
  await expect(direct()('http://user:ghp_secret@127.0.0.1/')).rejects.toThrow(
    'The address of the request to 127.0.0.1 has credentials in it.',
  )
  await expect(direct()('not an address ghp_secret')).rejects.toThrow(
    'The address of the request is not a URL.',
  )
  await expect(direct()('file:///etc/passwd')).rejects.toThrow(
    'Requests to file: addresses are not possible.',
  )
})

test('https: a certificate nobody vouches for is refused, one of an extra authority is taken', async () => {
  const url = await serveTls((_, response) => response.end('secure'))
  await expect(direct()(url)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  expect(await (await direct({ ca: certificate })(url)).text()).toBe('secure')
})

test('an early answer to a large upload is an answer', async () => {
  const url = await serve((_, response) => response.writeHead(413, { connection: 'close' }).end('too large'))
  const answer = await direct()(url, { method: 'POST', body: Buffer.alloc(64) })
  expect([answer.status, await answer.text()]).toEqual([413, 'too large'])
})
