import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contextIn } from '../support/drafting.js'
import { faultsOf } from '../support/faults.js'
import { openPull, startSandbox, type Sandbox } from '../support/sandbox.js'
import { runRel } from '../support/transcript.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await openPull(sandbox, 'feature/one')
})
afterAll(() => sandbox.stop())

test('retries reads, but never writes', async () => {
  const { github, repository } = contextIn(sandbox, 'dev', 'acme/widgets')
  const read = () => github.releases.list(repository)
  const badGateway = (method: string) => faultsOf(sandbox).status(502, { match: { method } })
  await badGateway('GET')
  expect(await read()).toEqual([])
  await badGateway('POST')
  const write = github.branches.create(repository, { branch: 'feature/two', commit: 'f'.repeat(40) })
  await expect(write).rejects.toThrow('502')
  await badGateway('GET')
  expect(await read()).toEqual([])
})

test('reports an HTML page of a proxy as a network error', async () => {
  const proxy = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end('<p>Sign in to the network</p>')
  })
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done))
  const { port } = proxy.address() as AddressInfo
  const env = { GITHUB_API_URL: `http://127.0.0.1:${port}`, GH_TOKEN: 'secret' }
  const { exitCode, stderr } = await runRel(sandbox, 'qa list -R acme/widgets', { env })
  proxy.close()
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringMatching(
      /^Error: The answer of 127\.0\.0\.1:\d+ is not JSON\.\nHint: Check the network and the proxy/,
    ),
  ])
})
