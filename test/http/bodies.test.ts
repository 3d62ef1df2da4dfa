import { Readable } from 'node:stream'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createFetch, type FetchOptions } from '../../src/http/fetch.js'
import { bodyOf, sendJson, serve } from './servers.js'

const direct = (options: Partial<FetchOptions> = {}) => createFetch({ proxy: () => null, ...options })

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['gzip, br', (text: string) => brotliCompressSync(gzipSync(text))],
])('decompresses a body with %s', async (encoding, compress) => {
  const url = await serve((_, response) =>
    response.writeHead(200, { 'content-encoding': encoding }).end(compress('bärtig')),
  )
  expect(await (await direct()(url)).text()).toBe('bärtig')
  expect(await (await direct({ streaming: true })(url)).text()).toBe('bärtig')
})

test('refuses an unknown content encoding, and accepts an empty compressed body', async () => {
  const url = await serve((request, response) => {
    response.setHeader('content-encoding', request.url === '/empty' ? 'gzip' : 'zstd')
    response.end(request.url === '/empty' ? '' : 'bytes')
  })
  await expect(direct()(url)).rejects.toThrow('Unknown content encoding: zstd')
  expect(await (await direct()(`${url}/empty`)).text()).toBe('')
})

const bytes = new Uint8Array([104, 105])
test.each([
  ['a string', 'hi', '2'],
  ['a Buffer', Buffer.from('hi'), '2'],
  ['a Uint8Array', bytes, '2'],
  ['an ArrayBuffer', bytes.buffer, '2'],
  ['a Readable', Readable.from([Buffer.from('h'), Buffer.from('i')]), undefined],
  ['a web stream', new Blob(['hi']).stream() as AsyncIterable<Uint8Array>, undefined],
  ['nothing', null, '0'],
])('sends %s as body', async (_, body, length) => {
  const url = await serve(async (request, response) => {
    sendJson(response, [request.method, request.headers['content-length'], await bodyOf(request)])
  })
  const answer = await direct()(url, { method: 'POST', body, duplex: 'half' })
  const received = [length, body === null ? '' : 'hi'].map((value) => value ?? null)
  expect(await answer.json()).toEqual(['POST', ...received])
})

test('fails the request if reading its body fails', async () => {
  const url = await serve((request, response) => void request.resume().on('end', () => response.end()))
  const body = Readable.from(
    (async function* () {
      yield Buffer.from('one')
      await Promise.reject(new Error('disk failure'))
    })(),
  )
  await expect(direct()(url, { method: 'POST', body })).rejects.toThrow('disk failure')
})

test('returns the body as an ArrayBuffer and as a stream', async () => {
  const url = await serve((_, response) => response.end('hi'))
  expect(await (await direct()(url)).arrayBuffer()).toEqual(bytes.buffer)
  for (const streaming of [true, false]) {
    const answer = await direct({ streaming })(url)
    expect(await answer.body?.toArray()).toEqual([Buffer.from('hi')])
    expect(answer.bodyUsed).toBe(true)
    await expect(answer.text()).rejects.toThrow('already read')
  }
})

test.each([
  ['HEAD', 200],
  ['GET', 204],
  ['GET', 304],
])('returns no body for %s with status %i', async (method, status) => {
  const url = await serve((_, response) => response.writeHead(status, { 'content-encoding': 'gzip' }).end())
  const answer = await direct()(url, { method })
  expect([answer.status, answer.body, await answer.text()]).toEqual([status, null, ''])
})

test('rejects a truncated response', async () => {
  const url = await serve((request, response) => {
    const header = request.url === '/chunked' ? {} : { 'content-length': '100' }
    const encoding = request.url === '/gzip' ? { 'content-encoding': 'gzip' } : {}
    response
      .writeHead(200, { ...header, ...encoding })
      .write(request.url === '/gzip' ? gzipSync('x'.repeat(99)).subarray(0, 12) : 'short')
    setImmediate(() => response.socket?.destroy())
  })
  for (const path of ['/length', '/chunked', '/gzip']) {
    await expect(direct()(url + path)).rejects.toMatchObject({
      code: 'ECONNRESET',
      message: expect.stringContaining('Could not read the whole response') as string,
    })
    const answer = await direct({ streaming: true })(url + path)
    await expect(answer.text()).rejects.toMatchObject({ code: 'ECONNRESET' })
  }
})

test('rejects a truncated compressed body even if its length is right', async () => {
  const url = await serve((_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(99)).subarray(0, 20)),
  )
  await expect(direct()(url)).rejects.toMatchObject({ code: 'Z_BUF_ERROR' })
})
