import { expect, test } from 'vitest'
import { createFetch } from '../../src/http/fetch.js'
import { certificate, freeAddress, serveProxy, serveTls } from './servers.js'

const withUser = (url: URL): URL => Object.assign(new URL(url), { username: 'me', password: 's%3Acret' })

test('http: sends the request to the proxy in absolute form, with the credentials', async () => {
  const { url, requests: asked } = await serveProxy()
  const answer = await createFetch({ proxy: () => withUser(url) })(
    'http://api.github.localhost/user?x=1#part',
  )
  expect(await answer.text()).toBe('through the proxy to api.github.localhost')
  expect(asked).toEqual(['GET http://api.github.localhost/user?x=1 as me:s:cret'])
})

test('https: reuses a tunnel in which the proxy sees only the host', async () => {
  const { url, requests: asked } = await serveProxy()
  const github = await serveTls((request, response) => response.end(JSON.stringify(request.headers)))
  const fetch = createFetch({ proxy: () => withUser(url), ca: certificate })
  for (let count = 0; count < 3; count += 1) {
    const headers = (await (await fetch(`${github}/user`)).json()) as Record<string, string>
    expect([headers['host'], headers['proxy-authorization']]).toEqual([new URL(github).host, undefined])
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(asked).toEqual([`CONNECT ${new URL(github).host} as me:s:cret`])
})

test('verifies the certificate through a tunnel', async () => {
  const { url } = await serveProxy()
  const github = await serveTls((_, response) => response.end())
  await expect(createFetch({ proxy: () => url })(github)).rejects.toMatchObject({
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  })
})

test('opens a stale tunnel again', async () => {
  const { url, requests: asked } = await serveProxy()
  const answered = new WeakSet<object>()
  const github = await serveTls((request, response) => {
    if (answered.has(request.socket)) return void request.socket.destroy()
    answered.add(request.socket)
    response.end('ok')
  })
  const fetch = createFetch({ proxy: () => url, ca: certificate })
  await fetch(github)
  await new Promise((resolve) => setImmediate(resolve))
  expect(await (await fetch(github)).text()).toBe('ok')
  expect(asked).toHaveLength(2)
})

test('names a proxy that refuses, without its password', async () => {
  const { url } = await serveProxy({
    refusal: 'HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n',
  })
  await expect(
    createFetch({ proxy: () => withUser(url) })('https://api.github.localhost/'),
  ).rejects.toMatchObject({
    code: 'ERR_PROXY_TUNNEL',
    message: `Could not reach api.github.localhost through the proxy ${url.host}: the proxy returned 407 Proxy Authentication Required`,
  })
})

test('names a proxy that cannot be reached', async () => {
  const address = await freeAddress()
  const fetch = createFetch({ proxy: () => new URL(`http://${address}`) })
  for (const scheme of ['http', 'https'])
    await expect(fetch(`${scheme}://api.github.localhost/`)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      message: `Could not reach api.github.localhost through the proxy ${address}: connect ECONNREFUSED ${address}`,
    })
})

test('times out if the proxy does not respond', async () => {
  const { url } = await serveProxy({ refusal: '' })
  const fetch = createFetch({ proxy: () => url, timeout: 50 })
  await expect(fetch('https://api.github.localhost/')).rejects.toMatchObject({ code: 'ETIMEDOUT' })
})

test('connects to a proxy over TLS', async () => {
  const { url, requests: asked } = await serveProxy({ tls: true })
  const github = await serveTls((_, response) => response.end('secure'))
  const fetch = createFetch({ proxy: () => url, ca: certificate })
  expect(await (await fetch(github)).text()).toBe('secure')
  expect(await (await fetch('http://api.github.localhost/')).text()).toBe(
    'through the proxy to api.github.localhost',
  )
  expect(asked).toEqual([
    `CONNECT ${new URL(github).host} as nobody`,
    'GET http://api.github.localhost/ as nobody',
  ])
})

test('verifies the certificate of a TLS proxy by the host of the proxy', async () => {
  const { url } = await serveProxy({ tls: true, refusal: 'HTTP/1.1 403 Forbidden\r\n\r\n' })
  const fetch = createFetch({ proxy: () => url, ca: certificate })
  await expect(fetch('https://api.github.localhost/')).rejects.toMatchObject({ code: 'ERR_PROXY_TUNNEL' })
})
