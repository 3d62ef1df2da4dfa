import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createFetch } from '../src/http/fetch.js'
import { createImages } from '../src/images/images.js'
import type { RegistryCredentials } from '../src/images/registry.js'

const manifest = '{"schemaVersion":2}'
const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`
const other = `sha256:${'0'.repeat(64)}`
const token = 'secret-of-rosa'
const credentials = { registry: 'ghcr.io', token }

/** A registry by the OCI distribution specification that requires a token. All hosts resolve to it. */
async function registry(
  answer: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
  given: RegistryCredentials = credentials,
) {
  const requests: { readonly method: string; readonly url: string; readonly authorization: string | null }[] =
    []
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    const authorization = headers.authorization ?? null
    requests.push({ method, url, authorization })
    if (answer(request, response)) return
    if (url.startsWith('/token')) return void response.end(JSON.stringify({ token: 'lent' }))
    if (authorization !== 'Bearer lent') {
      const realm = `https://${headers['x-host']}/token`
      response.setHeader('www-authenticate', `Bearer realm="${realm}",service="registry",scope="pull"`)
      return void response.writeHead(401).end()
    }
    const known = url === `/v2/acme/widgets/manifests/1.4.0` || url === `/v2/acme/widgets/manifests/${digest}`
    if (!known) return void response.writeHead(404).end()
    response.setHeader('docker-content-digest', digest)
    response.end(method === 'HEAD' ? undefined : manifest)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const direct = createFetch({ proxy: () => null })
  const images = createImages({
    folder: null,
    credentials: given,
    fetch: (address, init = {}) => {
      const { host, pathname, search } = new URL(address)
      const headers = { ...init.headers, 'x-host': host }
      return direct(`http://127.0.0.1:${port}${pathname}${search}`, { ...init, headers })
    },
  })
  return { images, requests }
}

test('reads the digest of a tag from a registry, and verifies it', async () => {
  const { images } = await registry()
  expect(await images.digestOf('ghcr.io/acme/widgets', '1.4.0')).toBe(digest)
  expect(await images.digestOf('ghcr.io/acme/widgets', '1.5.0')).toBeNull()
  expect(await images.hasDigest('ghcr.io/acme/widgets', digest)).toBe(true)
  expect(await images.hasDigest('ghcr.io/acme/widgets', other)).toBeNull()
})

test('detects a changed manifest', async () => {
  const { images } = await registry((request, response) => {
    if (request.method !== 'GET' || !request.url?.startsWith('/v2/')) return false
    response.end(manifest.replace('2', '3'))
    return true
  })
  expect(await images.hasDigest('ghcr.io/acme/widgets', digest)).toBe(false)
})

test('sends the GitHub token only to GitHub’s registry', async () => {
  const basic = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
  for (const [name, sent] of [
    ['ghcr.io', basic],
    ['registry.example', null],
    ['ghcr.io.example', null],
  ] as const) {
    const { images, requests } = await registry()
    await images.digestOf(`${name}/acme/widgets`, '1.4.0')
    expect(requests.find(({ url }) => url.startsWith('/token'))?.authorization).toBe(sent)
    expect(requests.filter(({ authorization }) => authorization?.startsWith('Basic')).length).toBe(
      sent ? 1 : 0,
    )
  }
})

test('sends the token of another server to no registry', async () => {
  const { images, requests } = await registry(undefined, { registry: null, token })
  await images.digestOf('ghcr.io/acme/widgets', '1.4.0')
  expect(requests.map(({ authorization }) => authorization)).toEqual([null, null, 'Bearer lent'])
})

/** A registry that says that a token is to be had at `realm`. */
const naming = (realm: string) =>
  registry((request, response) => {
    if (!request.url?.startsWith('/v2/') || request.headers.authorization) return false
    response.setHeader('www-authenticate', `Bearer realm="${realm}",service="registry",scope="pull"`)
    response.writeHead(401).end()
    return true
  })

test('sends the token to no other address that GitHub’s registry names', async () => {
  const { images, requests } = await naming('https://evil.example/token')
  await images.digestOf('ghcr.io/acme/widgets', '1.4.0')
  expect(requests.map(({ authorization }) => authorization)).toEqual([null, null, 'Bearer lent'])
})

test.each(['http://ghcr.io/token', 'http://169.254.169.254/token', 'file:///etc/passwd', ''])(
  'does not sign in at "%s"',
  async (realm) => {
    const { images, requests } = await naming(realm)
    await expect(images.digestOf('ghcr.io/acme/widgets', '1.4.0')).rejects.toMatchObject({
      code: 'failed',
      message: `ghcr.io names no https address to sign in: "${realm}".`,
    })
    expect(requests.length).toBe(1)
  },
)

test.each([
  [403, 'permission'],
  [500, 'failed'],
])('reports status %i as %s, not as a missing image', async (status, code) => {
  const { images } = await registry((_, response) => {
    response.writeHead(status).end()
    return true
  })
  await expect(images.digestOf('ghcr.io/acme/widgets', '1.4.0')).rejects.toMatchObject({ code })
})

test('reports an unreachable registry as a network error', async () => {
  const fetch = createFetch({ proxy: () => null })
  const images = createImages({ folder: null, credentials, fetch: () => fetch('http://127.0.0.1:1/') })
  await expect(images.digestOf('ghcr.io/acme/widgets', '1.4.0')).rejects.toMatchObject({ code: 'network' })
})

test('reads digests and images from a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rel-images-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'acme/widgets/tags'), { recursive: true })
  await mkdir(join(folder, 'blobs'))
  await writeFile(join(folder, 'acme/widgets/tags/1.4.0'), `${digest}\n`)
  await writeFile(join(folder, 'blobs', digest.replace(':', '-')), manifest)
  await writeFile(join(folder, 'blobs', other.replace(':', '-')), manifest)
  const images = createImages({
    folder,
    credentials,
    fetch: () => Promise.reject(new Error('unexpected request')),
  })
  expect(await images.digestOf('acme/widgets', '1.4.0')).toBe(digest)
  expect(await images.digestOf('acme/widgets', '1.5.0')).toBeNull()
  expect(await images.hasDigest('acme/widgets', digest)).toBe(true)
  expect(await images.hasDigest('acme/widgets', other)).toBe(false)
  expect(await images.hasDigest('acme/widgets', `sha256:${'2'.repeat(64)}`)).toBeNull()
})
