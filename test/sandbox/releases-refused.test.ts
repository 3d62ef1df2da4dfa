import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pushBranch, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await create({ tag_name: 'v1.0.0' })
})
afterAll(() => stopFaithful(sandbox))

const repository = '/repos/acme/widgets'
const get = (path: string) => sandbox.api('dev', 'GET', repository + path)
const create = (body: object, login = 'dev') => sandbox.api(login, 'POST', `${repository}/releases`, body)

describe('GitHub refuses', () => {
  const release = (detail: object) => ({ resource: 'Release', ...detail })
  const invalidTag = release({ code: 'custom', message: 'Published releases must have a valid tag' })
  const badTarget = [
    release({ code: 'custom', field: 'tag_name', message: 'tag_name is not a valid tag' }),
    invalidTag,
    release({ code: 'invalid', field: 'target_commitish' }),
  ]
  test.each([
    [
      'a tag with a release',
      { tag_name: 'v1.0.0' },
      [release({ code: 'already_exists', field: 'tag_name' })],
    ],
    ['no tag', { tag_name: '' }, [release({ code: 'missing_field', field: 'tag_name' })]],
    ['an unknown target', { tag_name: 'v9', target_commitish: 'nowhere' }, badTarget],
    ['a tag as target', { tag_name: 'v9', target_commitish: 'v1.0.0' }, badTarget],
    ['HEAD as target', { tag_name: 'v9', target_commitish: 'HEAD' }, badTarget],
    [
      'an unknown target of a draft',
      { tag_name: 'v9', target_commitish: 'nowhere', draft: true },
      [release({ code: 'invalid', field: 'target_commitish' })],
    ],
    [
      'a tag that git refuses',
      { tag_name: 'v9..1' },
      [release({ code: 'custom', field: 'tag_name', message: 'tag_name is not well-formed' }), invalidTag],
    ],
    [
      'notes that are too long',
      { tag_name: 'v9', body: 'x'.repeat(125_001) },
      [
        release({
          code: 'custom',
          field: 'body',
          message: 'body is too long (maximum is 125000 characters)',
        }),
      ],
    ],
  ])('%s', async (_title, body, errors) => {
    const answer = await create(body)
    expect(answer.status).toBe(422)
    expect(answer.body).toMatchObject({ message: 'Validation Failed', errors })
  })

  test('actors without write access', async () => {
    expect((await create({ tag_name: 'v9' }, 'quinn')).status).toBe(404)
    const token = await sandbox.newToken({
      kind: 'workflow',
      repository: 'acme/widgets',
      permissions: { contents: 'read' },
    })
    const answer = await sandbox.api(
      null,
      'POST',
      `${repository}/releases`,
      { tag_name: 'v9' },
      {
        authorization: `Bearer ${token}`,
      },
    )
    expect([answer.status, answer.body.message]).toEqual([403, 'Resource not accessible by integration'])
  })
})

test('a workflow token may not tag a commit with new workflow files', async () => {
  const sha = await pushBranch(sandbox, 'new-workflow', { file: 'ci.yml' })
  await sandbox.api('dev', 'PUT', `${repository}/contents/.github/workflows/new.yml`, {
    message: 'New',
    content: Buffer.from('on: push\n').toString('base64'),
    branch: 'new-workflow',
  })
  const head = (await get('/commits/new-workflow')).body.sha
  expect(head).not.toBe(sha)
  await sandbox.api('dev', 'DELETE', `${repository}/git/refs/heads/new-workflow`)
  const token = await sandbox.newToken({
    kind: 'workflow',
    repository: 'acme/widgets',
    permissions: { contents: 'write' },
  })
  const answer = await sandbox.api(
    null,
    'POST',
    `${repository}/releases`,
    { tag_name: 'v9', target_commitish: head },
    { authorization: `Bearer ${token}` },
  )
  expect(answer.status).toBe(403)
  expect(answer.headers.get('x-accepted-github-permissions')).toContain('workflows=write')
  expect((await get('/git/ref/tags/v9')).status).toBe(404)
})

test('a ruleset that forbids the tag is reported as a pre_receive error', async () => {
  const ruleset = await sandbox.api('olga', 'POST', `${repository}/rulesets`, {
    name: 'No tags',
    target: 'tag',
    enforcement: 'active',
    conditions: { ref_name: { include: ['refs/tags/kept-*'], exclude: [] } },
    rules: [{ type: 'creation' }],
  })
  expect(ruleset.status).toBe(201)
  const draft = await create({ tag_name: 'kept-1', draft: true })
  expect(draft.status).toBe(201)
  const refused = await sandbox.api('dev', 'PATCH', `${repository}/releases/${draft.body.id}`, {
    draft: false,
  })
  expect([refused.status, refused.body.errors]).toEqual([
    422,
    [
      {
        resource: 'Release',
        code: 'custom',
        field: 'pre_receive',
        message:
          'pre_receive Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n',
      },
      { resource: 'Release', code: 'custom', message: 'Published releases must have a valid tag' },
    ],
  ])
  expect((await get(`/releases/${draft.body.id}`)).body.draft).toBe(true)
})
