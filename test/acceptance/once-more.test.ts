import { afterAll, beforeAll, expect, test } from 'vitest'
import { contextIn } from '../support/drafting.js'
import { faultsOf } from '../support/faults.js'
import { openPull, startSandbox, type Sandbox } from '../support/sandbox.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await openPull(sandbox, 'feature/one')
})
afterAll(() => sandbox.stop())

test('what reads is sent again, before a write and after it; a write is not', async () => {
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
