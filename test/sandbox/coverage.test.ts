import { isDeepStrictEqual } from 'node:util'
import { blake2b } from 'blakejs'
import nacl from 'tweetnacl'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRouter, readContract } from '../../src/sandbox/contract/rest.js'
import { operations } from '../../src/sandbox/rest/operations.js'
import { zip } from '../../src/sandbox/zip.js'
import { addWorkflow, runnerOf } from '../support/runner.js'
import { startSandbox, type Json, type Sandbox, stopFaithful } from '../support/sandbox.js'
import { codeWrites } from './coverage-code.js'
import { processWrites } from './coverage-process.js'
import { reads } from './coverage-steps.js'

/** Implemented means: written and read back over REST, also after kill -9 and a restart. */
const contract = readContract()
const route = createRouter(contract)
const writes = [...codeWrites, ...processWrites]
/**
 * Writes without a visible effect: generated notes are only returned, a blob is visible only in a tree, and deleted logs leave
 * nothing to read.
 */
const withoutEffect = new Set([
  'repos/generate-release-notes',
  'git/create-blob',
  'actions/delete-workflow-run-logs',
])
let sandbox: Sandbox
const kept: Record<string, Json> = {}

beforeAll(async () => {
  sandbox = await startSandbox()
  await addWorkflow(sandbox, 'ship.yml', 'on: [workflow_dispatch]\njobs: {}')
  const permissions = { checks: 'write' }
  kept['robot'] = await sandbox.newToken({ kind: 'workflow', repository: 'acme/widgets', permissions })
  kept['main'] = (await requestAs('dev', 'GET ~/commits/main')).body
  kept['rosa'] = (await requestAs('dev', 'GET /users/rosa')).body
  await prepareRuns()
})
afterAll(() => stopFaithful(sandbox))

/** Starts runs as the runner does: one in each state that an operation needs. */
async function prepareRuns(): Promise<void> {
  const runner = runnerOf(sandbox)
  for (const name of ['gated', 'failed', 'done', 'bare', 'gone', 'single', 'going'])
    kept[name] = await runner.start()
  for (const [name, conclusion] of [
    ['failed', 'failure'],
    ['done', 'success'],
    ['bare', 'success'],
    ['gone', 'success'],
    ['single', 'success'],
  ] as const) {
    kept['job'] = await runner.job(kept[name], 'build')
    await runner.ask('POST', `jobs/${kept['job'].id}/log`, { text: 'building\n' })
    await runner.progress('jobs', kept['job'], { status: 'completed', conclusion })
    kept['artifact'] = (await runner.upload(kept[name], 'built', zip([]))).artifact
    await runner.progress('runs', kept[name], { status: 'completed', conclusion })
  }
  await runner.progress('runs', kept['going'], { status: 'in_progress' })
}

/** Replaces the placeholders of a value by stored fields; numbers stay numbers. */
function filled<Value>(value: Value): Value {
  const json = JSON.stringify(value)?.replace(
    /"\{(\w+)\.(\w+)\}"|\{(\w+)\.(\w+)\}/g,
    (_, name: string, field: string, inner: string, innerField: string) =>
      name ? JSON.stringify(kept[name]?.[field]) : String(kept[inner]?.[innerField]),
  )
  return json === undefined ? value : (JSON.parse(json) as Value)
}
function addressOf(request: string): readonly [method: string, path: string] {
  const [method = '', path = ''] = filled(request).split(' ')
  return [method, path.replace('~', '/repos/acme/widgets')]
}
const operationOf = (method: string, path: string): string =>
  route(method, path.replace(/\?.*$/, ''))?.operation ?? path

async function requestAs(by: string, request: string, body?: unknown) {
  const [method, path] = addressOf(request)
  if (by !== 'robot') return sandbox.api(by, method, path, body)
  return sandbox.api(null, method, path, body, { authorization: `Bearer ${kept['robot']}` })
}

/** A secret encrypted with the public key at a path, as by libsodium's crypto_box_seal. */
async function sealedFor(path: string): Promise<unknown> {
  const { key, key_id } = (await requestAs('olga', `GET ${path}/public-key`)).body
  const to = new Uint8Array(Buffer.from(key, 'base64'))
  const { publicKey, secretKey } = nacl.box.keyPair()
  const nonce = blake2b(Buffer.concat([publicKey, to]), undefined, 24)
  const box = nacl.box(new Uint8Array(Buffer.from('secret')), nonce, to, secretKey)
  return { key_id, encrypted_value: Buffer.concat([publicKey, box]).toString('base64') }
}

async function bodyFor(body: unknown): Promise<unknown> {
  if (body === '{sealed}') return sealedFor('~/actions/secrets')
  if (body === '{sealed live}') return sealedFor('~/environments/live/secrets')
  return filled(body)
}

test('every operation of the contract works, and its effect survives a killed server', async () => {
  const created = new Map<string, string>()
  const invisible: string[] = []
  for (const { by, request, body, keep, seen } of writes) {
    if (request.includes('pending_deployments')) await approachGates()
    const seenBefore = await readTwice(seen)
    const answer = await requestAs(by, request, await bodyFor(body))
    expect(answer.status, `${request}: ${JSON.stringify(answer.body)}`).toBeLessThan(300)
    if (keep !== undefined) kept[keep] = answer.body
    const operation = operationOf(...addressOf(request))
    created.set(operation, seen)
    const seenAfter = await readTwice(seen)
    if (!withoutEffect.has(operation) && isDeepStrictEqual(seenBefore, seenAfter))
      invisible.push(`${request} at ${seen}`)
  }
  expect(invisible, 'writes without effect on their reads').toEqual([])
  const paths = [...new Set([...writes.map(({ seen }) => seen), ...reads])]
  await readAll(paths)
  const before = await readAll(paths)
  const deviations = await sandbox.deviations()
  sandbox.kill()
  await sandbox.restart()
  const after = await readAll(paths)
  const table = tableOf(created, paths, before, after)
  console.log(table.text)
  expect(deviations).toEqual([])
  expect(table.missing).toEqual([])
})

/** Starts a job that waits at its gate. */
async function approachGates(): Promise<void> {
  const runner = runnerOf(sandbox)
  await runner.approach(await runner.job(kept['gated'], 'deploy'), 'gated')
  kept['environment'] = (await requestAs('dev', 'GET ~/environments/gated')).body
}

/** Reads twice, because the first read of a pull request starts the test merge; the second response is stable. */
async function readTwice(path: string): Promise<Json> {
  await requestAs('olga', `GET ${path}`)
  const { status, body } = await requestAs('olga', `GET ${path}`)
  return { status, body }
}

const readAll = (paths: readonly string[]): Promise<readonly Json[]> =>
  Promise.all(
    paths.map(async (path) => {
      const { status, body } = await requestAs('olga', `GET ${path}`)
      return path === '/rate_limit' ? { status } : { status, body }
    }),
  )

/** One line for each operation with the read that proves it. Operations without a successful read are missing. */
function tableOf(
  created: ReadonlyMap<string, string>,
  paths: readonly string[],
  before: readonly Json[],
  after: readonly Json[],
) {
  const same = new Map(
    paths.map((path, index) => [
      path,
      before[index].status === 200 && JSON.stringify(before[index]) === JSON.stringify(after[index]),
    ]),
  )
  const read = new Map(paths.map((path) => [operationOf(...addressOf(`GET ${path}`)), path]))
  const all = Object.keys(contract.ops)
  const lines = all.map((operation) => {
    const path = created.get(operation) ?? read.get(operation)
    const implemented = operation in operations || operation === 'rate-limit/get'
    return {
      operation,
      implemented,
      path,
      proved: implemented && path !== undefined && same.get(path) === true,
    }
  })
  const missing = lines
    .filter(({ proved }) => !proved)
    .map(({ operation, path }) => `${operation} ${path ?? ''}`)
  const text = [
    ...lines.map(
      ({ operation, path, proved }) => `${proved ? 'yes' : 'NO '} ${operation.padEnd(72)} ${path ?? ''}`,
    ),
    `${lines.filter(({ implemented }) => implemented).length} of ${all.length} operations have a handler; ${all.length - missing.length} are proved to work and survive kill -9.`,
  ].join('\n')
  return { text, missing }
}
