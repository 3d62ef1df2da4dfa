import { expect, test } from 'vitest'
import { createFetch, type FetchOptions } from '../../src/http/fetch.js'
import { certificate, freeAddress, sendJson, serve, serveTls } from './servers.js'

const direct = (options: Partial<FetchOptions> = {}) => createFetch({ proxy: () => null, ...options })

test('returns a response with everything that Octokit reads', async () => {
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

test('aborts before the request, while waiting, and while reading the body', async () => {
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

test('times out if the server sends nothing, or only part of the body', async () => {
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

test('reuses connections', async () => {
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
  'after the server closed an idle connection, sends a GET again but never a POST (%o)',
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

test('does not retry when a new connection breaks', async () => {
  const seen: string[] = []
  const url = await serve((request) => {
    seen.push(request.url ?? '')
    request.socket.destroy()
  })
  await expect(direct()(url)).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(seen).toEqual(['/'])
})

test('reports failures with their code and host, never the token', async () => {
  const address = await freeAddress()
  const headers = { authorization: 'token ghp_secret' }
  await expect(direct()(`http://${address}/a?b=ghp_secret`, { headers })).rejects.toMatchObject({
    code: 'ECONNREFUSED',
    message: `Could not reach ${address}: connect ECONNREFUSED ${address}`,
  })
  await expect(direct()('http://user:ghp_secret@127.0.0.1/')).rejects.toThrow(
    'The URL of the request to 127.0.0.1 contains credentials.',
  )
  await expect(direct()('not an address ghp_secret')).rejects.toThrow('The URL of the request is invalid.')
  await expect(direct()('file:///etc/passwd')).rejects.toThrow('Requests to file: URLs are not supported.')
})

test('https: refuses an untrusted certificate, and accepts one of an extra authority', async () => {
  const url = await serveTls((_, response) => response.end('secure'))
  await expect(direct()(url)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  expect(await (await direct({ ca: certificate })(url)).text()).toBe('secure')
})

test('accepts a response that arrives before the upload has ended', async () => {
  const url = await serve((_, response) => response.writeHead(413, { connection: 'close' }).end('too large'))
  const answer = await direct()(url, { method: 'POST', body: Buffer.alloc(64) })
  expect([answer.status, await answer.text()]).toEqual([413, 'too large'])
})
