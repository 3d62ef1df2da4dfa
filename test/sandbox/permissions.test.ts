import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPull, pushBranch, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'
import { proofs, rows, type Kind, type Row } from './permission-rows.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await openPull(sandbox, 'feature/one')
})
afterAll(() => stopFaithful(sandbox))

const repository = '/repos/acme/widgets'
const people = { read: 'guest', triage: 'quinn', write: 'dev', maintain: 'rosa', admin: 'olga' } as const
const roles = Object.keys(people) as readonly (keyof typeof people)[]
const send = async (row: Pick<Row, 'request' | 'body'>, authorization: string) => {
  const [method = '', path = ''] = row.request.split(' ')
  return sandbox.api(null, method, path.replace('~', repository), row.body, { authorization })
}
const bearer = async (options: { kind: Kind; login?: string; permissions: Record<string, string> }) =>
  `Bearer ${await sandbox.newToken({ repository: 'acme/widgets', ...options })}`

describe('operations by role', () => {
  const cases = rows.flatMap((row) => roles.map((role) => ({ ...row, role })))
  test.each(cases)('$role: $operation', async ({ role, ...row }) => {
    const answer = await send(row, `Bearer ${sandbox.token(people[role])}`)
    if (roles.indexOf(role) >= roles.indexOf(row.least)) expect(row.allowed).toContain(answer.status)
    else expect([answer.status, answer.body.message]).toEqual(row.refusal)
  })
})

describe('operations by token permission', () => {
  const kinds = [
    ['fine-grained', 'Resource not accessible by personal access token'],
    ['workflow', 'Resource not accessible by integration'],
  ] as const
  const cases = rows.flatMap((row) => kinds.map(([kind, message]) => ({ ...row, kind, message })))
  // An administrator, so that only the permissions of the token matter.
  const login = 'olga'
  test.each(cases)('$kind without the permission: $operation (1, 2)', async ({ kind, message, ...row }) => {
    const answer = await send(row, await bearer({ kind, login, permissions: { metadata: 'read' } }))
    expect([answer.status, answer.body.message]).toEqual([403, message])
    const accepted = row.permissions.map((name) => `${name}=${row.level}`).join('; ')
    expect(answer.headers.get('x-accepted-github-permissions')).toBe(accepted)
  })

  const casesByPermission = cases.flatMap((row) =>
    row.permissions.map((permission) => ({ ...row, permission })),
  )
  test.each(casesByPermission)(
    '$kind with $permission: $operation',
    async ({ kind, permission, message, ...row }) => {
      const token = await bearer({ kind, login, permissions: { [permission]: row.level } })
      const answer = await send(row, token)
      if (kind === 'workflow' && row.neverWorkflow)
        expect([answer.status, answer.body.message]).toEqual([403, message])
      else expect(row.allowed).toContain(answer.status)
    },
  )
})

test('GraphQL reports a missing permission as an error of the field (3)', async () => {
  const token = await bearer({ kind: 'workflow', permissions: { contents: 'read' } })
  const { node_id: subject } = (await sandbox.api('dev', 'GET', `${repository}/pulls/1`)).body
  const query = `mutation { addComment(input: {subjectId: "${subject}", body: "x"}) { clientMutationId } }`
  const answer = await sandbox.api(
    null,
    'POST',
    `${sandbox.url}/graphql`,
    { query },
    { authorization: token },
  )
  expect([answer.status, answer.body.errors]).toMatchObject([
    200,
    [
      {
        type: 'FORBIDDEN',
        path: ['addComment'],
        extensions: { saml_failure: false },
        message: 'Resource not accessible by integration',
      },
    ],
  ])
})

describe('pull requests and approvals by a workflow', () => {
  const opened = { title: 'By robot', head: 'robot', base: 'main' }
  const robot = () => bearer({ kind: 'workflow', permissions: { pull_requests: 'write', contents: 'write' } })
  const approve = { event: 'APPROVE' }
  let createMutation: string
  beforeAll(async () => {
    await pushBranch(sandbox, 'robot')
    const { node_id: id } = (await sandbox.api('dev', 'GET', repository)).body
    createMutation = `mutation { createPullRequest(input: {repositoryId: "${id}", title: "x", headRefName: "robot", baseRefName: "main"}) { pullRequest { number } } }`
  })
  const setting = (enabled: boolean) =>
    sandbox.api('olga', 'PUT', `${repository}/actions/permissions/workflow`, {
      can_approve_pull_request_reviews: enabled,
    })

  test('are refused while the setting is off (6, 7, 8)', async () => {
    expect((await setting(false)).status).toBe(204)
    const refused = await send({ request: 'POST ~/pulls', body: opened }, await robot())
    expect([refused.status, refused.body]).toMatchObject([
      403,
      {
        message: 'GitHub Actions is not permitted to create or approve pull requests.',
        documentation_url: expect.stringContaining('/rest/pulls/pulls#create-a-pull-request'),
      },
    ])
    const byGraphql = await sandbox.api(
      null,
      'POST',
      `${sandbox.url}/graphql`,
      { query: createMutation },
      { authorization: await robot() },
    )
    expect([byGraphql.status, byGraphql.body.errors[0].message]).toEqual([
      200,
      'GitHub Actions is not permitted to create or approve pull requests',
    ])
    const review = await send({ request: 'POST ~/pulls/1/reviews', body: approve }, await robot())
    expect([review.status, review.body]).toMatchObject([
      422,
      {
        message: 'Unprocessable Entity',
        errors: ['GitHub Actions is not permitted to approve pull requests.'],
      },
    ])
  })

  test('are allowed while it is on, but not an approval of the own pull request (9)', async () => {
    expect((await setting(true)).status).toBe(204)
    const created = await send({ request: 'POST ~/pulls', body: opened }, await robot())
    expect([created.status, created.body.user]).toMatchObject([
      201,
      { login: 'github-actions[bot]', type: 'Bot' },
    ])
    const own = await send(
      { request: `POST ~/pulls/${created.body.number}/reviews`, body: approve },
      await robot(),
    )
    expect([own.status, own.body.errors]).toEqual([422, ['Can not approve your own pull request']])
    const other = await send({ request: 'POST ~/pulls/1/reviews', body: approve }, await robot())
    expect([other.status, other.body.state]).toEqual([200, 'APPROVED'])
    const mine = await sandbox.api('dev', 'POST', `${repository}/pulls/1/reviews`, {
      event: 'REQUEST_CHANGES',
      body: 'x',
    })
    expect([mine.status, mine.body.errors]).toEqual([
      422,
      ['Can not request changes on your own pull request'],
    ])
  })
})

test('opening a pull request needs write access to its head', async () => {
  await pushBranch(sandbox, 'not-mine')
  const options = { title: 'x', head: 'not-mine', base: 'main' }
  for (const login of ['guest', 'quinn']) {
    const answer = await sandbox.api(login, 'POST', `${repository}/pulls`, options)
    expect([answer.status, answer.body.errors]).toMatchObject([422, [{ message: 'must be a collaborator' }]])
  }
})

test('an archived repository is read-only until it is unarchived', async () => {
  const gadgets = '/repos/acme/gadgets'
  expect((await sandbox.api('olga', 'PATCH', gadgets, { archived: true })).body.archived).toBe(true)
  const readOnly = [403, 'Repository was archived so is read-only.']
  const refused = await sandbox.api('dev', 'POST', `${gadgets}/labels`, { name: 'x' })
  expect([refused.status, refused.body.message]).toEqual(readOnly)
  const renamed = await sandbox.api('olga', 'PATCH', gadgets, { name: 'other' })
  expect([renamed.status, renamed.body.message]).toEqual(readOnly)
  const push = await sandbox.git(sandbox.clone('gadgets'), 'push', 'origin', 'HEAD:refs/heads/x')
  expect(push.error).toContain('This repository was archived so it is read-only.')
  expect((await sandbox.api('olga', 'PATCH', gadgets, { archived: false })).body.archived).toBe(false)
})

test('every row of the table of errors has a test', () => {
  const rowNumbers = Object.values(proofs)
    .flat()
    .map((row) => Number.parseInt(row, 10))
  expect([...new Set(rowNumbers)].sort((left, right) => left - right)).toEqual(
    Array.from({ length: 35 }, (_, index) => index + 1),
  )
  const files = Object.keys(proofs).map((name) => join(import.meta.dirname, `${name}.test.ts`))
  expect(files.filter((file) => !existsSync(file))).toEqual([])
})
