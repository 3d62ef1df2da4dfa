import { blake2b } from 'blakejs'
import nacl from 'tweetnacl'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSandbox, type Json, type Sandbox, stopFaithful } from '../support/sandbox.js'
import { expectSurvival } from '../support/survival.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await api('olga', 'PUT', '/environments/qa%2F1', {})
})
afterAll(() => stopFaithful(sandbox))
const repository = '/repos/acme/widgets'
const api = (login: string, method: string, path: string, body?: unknown) =>
  sandbox.api(login, method, `${repository}${path}`, body)

/** Encrypts like libsodium's crypto_box_seal. */
function seal(text: string, key: string): string {
  const to = new Uint8Array(Buffer.from(key, 'base64'))
  const { publicKey, secretKey } = nacl.box.keyPair()
  const nonce = blake2b(Buffer.concat([publicKey, to]), undefined, 24)
  const box = nacl.box(new Uint8Array(Buffer.from(text)), nonce, to, secretKey)
  return Buffer.concat([publicKey, box]).toString('base64')
}

async function put(scope: string, name: string, value: string): Promise<Json> {
  const { body } = await api('dev', 'GET', `${scope}/public-key`)
  const input = { encrypted_value: seal(value, body.key), key_id: body.key_id }
  return (await api('dev', 'PUT', `${scope}/${name}`, input)).status
}
const jobSettings = async (environment = ''): Promise<Json> => {
  const query = `repository=acme/widgets${environment && `&environment=${environment}`}`
  return (await sandbox.control('GET', `runner/secrets?${query}`)).body
}
const [ofRepository, ofEnvironment] = ['/actions/secrets', '/environments/qa%2F1/secrets']

test('secrets are encrypted by the client, listed by name, and decrypted only for jobs', async () => {
  expect(await put(ofRepository, 'TOKEN', 'one')).toBe(201)
  expect(await put(ofRepository, 'token', 'two – ü')).toBe(204)
  expect(await put(ofRepository, 'OTHER', 'other')).toBe(201)
  expect(await put(ofEnvironment, 'TOKEN', 'for qa')).toBe(201)
  const { body } = await api('dev', 'GET', ofRepository)
  expect(body).toMatchObject({ total_count: 2, secrets: [{ name: 'OTHER' }, { name: 'TOKEN' }] })
  expect(Object.keys(body.secrets[0])).toEqual(['name', 'created_at', 'updated_at'])
  expect((await api('dev', 'GET', ofEnvironment)).body).toMatchObject({ total_count: 1 })
  expect((await jobSettings()).secrets).toEqual({ OTHER: 'other', TOKEN: 'two – ü' })
  expect((await jobSettings('qa/1')).secrets).toEqual({ OTHER: 'other', TOKEN: 'for qa' })
})

test('refuses a secret encrypted with another key', async () => {
  const { body } = await api('dev', 'GET', `${ofRepository}/public-key`)
  const environmentKey = (await api('dev', 'GET', `${ofEnvironment}/public-key`)).body
  for (const input of [
    { key_id: body.key_id, encrypted_value: seal('x', environmentKey.key) },
    { key_id: environmentKey.key_id, encrypted_value: seal('x', body.key) },
    { key_id: body.key_id, encrypted_value: 'bm9uc2Vuc2U=' },
  ])
    expect((await api('dev', 'PUT', `${ofRepository}/BAD`, input)).status).toBe(422)
})

test.each([
  ['GITHUB_TOKEN', /must not start with GITHUB_/],
  ['1ST', /must not start with a number/],
  ['A-B', /alphanumeric/],
])('refuses the name %s', async (name, message) => {
  const { body } = await api('dev', 'GET', `${ofRepository}/public-key`)
  const input = { key_id: body.key_id, encrypted_value: seal('x', body.key) }
  const secret = await api('dev', 'PUT', `${ofRepository}/${name}`, input)
  expect([secret.status, secret.body.message]).toEqual([422, expect.stringMatching(message)])
  const variable = await api('dev', 'POST', '/actions/variables', { name, value: 'x' })
  expect([variable.status, variable.body.message]).toEqual([422, expect.stringMatching(message)])
})

test('readers and workflow tokens may not list secrets', async () => {
  expect((await api('guest', 'GET', ofRepository)).status).toBe(403)
  const token = await sandbox.newToken({ kind: 'workflow', repository: 'acme/widgets', permissions: {} })
  const as = { authorization: `Bearer ${token}` }
  const { status, body } = await sandbox.api(null, 'GET', `${repository}${ofRepository}`, undefined, as)
  expect([status, body.message]).toEqual([403, 'Resource not accessible by integration'])
})

test('creates, renames and reads variables', async () => {
  const input = { name: 'region', value: 'eu' }
  expect((await api('dev', 'POST', '/actions/variables', input)).status).toBe(201)
  expect((await api('dev', 'POST', '/actions/variables', input)).status).toBe(409)
  expect((await api('dev', 'PATCH', '/actions/variables/REGION', { value: 'us' })).status).toBe(204)
  expect((await api('dev', 'GET', '/actions/variables/region')).body).toMatchObject({
    name: 'REGION',
    value: 'us',
  })
  expect((await api('dev', 'PATCH', '/actions/variables/REGION', { name: 'ZONE' })).status).toBe(204)
  expect((await api('dev', 'GET', '/actions/variables/REGION')).status).toBe(404)
  expect((await api('dev', 'GET', '/actions/variables')).body).toMatchObject({
    total_count: 2,
    variables: [{ name: 'REL_IMAGES' }, { name: 'ZONE', value: 'us' }],
  })
  expect((await jobSettings()).variables).toMatchObject({ ZONE: 'us' })
})

test('administrators set the default permissions of workflow tokens', async () => {
  const path = '/actions/permissions/workflow'
  const input = { default_workflow_permissions: 'write', can_approve_pull_request_reviews: false }
  expect((await api('olga', 'PUT', path, input)).status).toBe(204)
  expect((await api('olga', 'GET', path)).body).toEqual(input)
  expect((await api('dev', 'GET', path)).status).toBe(403)
  expect((await api('rosa', 'PUT', path, input)).status).toBe(403)
})

test('survives a killed server', async () => {
  const before = await jobSettings('qa/1')
  await expectSurvival(
    sandbox,
    [
      ofRepository,
      `${ofRepository}/public-key`,
      ofEnvironment,
      '/actions/variables',
      '/actions/permissions/workflow',
    ].map((path) => `${repository}${path}`),
    'olga',
  )
  expect(await jobSettings('qa/1')).toEqual(before)
})
