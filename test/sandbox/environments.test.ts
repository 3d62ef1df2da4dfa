import { afterAll, beforeAll, expect, test } from 'vitest'
import { refMayDeploy } from '../../src/sandbox/rules/deployments/branch-policies.js'
import { fnmatch } from '../../src/sandbox/rules/repository/fnmatch.js'
import { startSandbox, type Json, type Sandbox, stopFaithful } from '../support/sandbox.js'
import { expectSurvival } from '../support/survival.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => stopFaithful(sandbox))
const environments = '/repos/acme/gadgets/environments'
const api = (login: string, method: string, path = '', body?: unknown) =>
  sandbox.api(login, method, `${environments}${path}`, body)
const idOf = async (login: string): Promise<number> =>
  (await sandbox.api('dev', 'GET', `/users/${login}`)).body.id
const custom = { deployment_branch_policy: { protected_branches: false, custom_branch_policies: true } }

test('creates an environment with every kind of protection', async () => {
  const rosa = await idOf('rosa')
  const { status, body } = await api('olga', 'PUT', '/staging', {
    wait_timer: 30,
    prevent_self_review: true,
    reviewers: [{ type: 'User', id: rosa }],
    deployment_branch_policy: { protected_branches: true, custom_branch_policies: false },
  })
  expect([status, body]).toMatchObject([
    200,
    {
      name: 'staging',
      deployment_branch_policy: { protected_branches: true, custom_branch_policies: false },
      protection_rules: [
        { type: 'wait_timer', wait_timer: 30 },
        {
          type: 'required_reviewers',
          prevent_self_review: true,
          reviewers: [{ type: 'User', reviewer: { login: 'rosa' } }],
        },
        { type: 'branch_policy' },
      ],
    },
  ])
  expect((await api('guest', 'GET', '/STAGING')).body).toEqual(body)
})

test('an update resets missing settings; a slash in a name is encoded as %2F', async () => {
  await api('olga', 'PUT', '/preview%2F7', { wait_timer: 5 })
  const { body } = await api('olga', 'PUT', '/preview%2F7', {})
  expect(body).toMatchObject({ name: 'preview/7', protection_rules: [], deployment_branch_policy: null })
  const all = (await api('dev', 'GET')).body
  expect([all.total_count, all.environments.map(({ name }: Json) => name)]).toEqual([
    2,
    ['staging', 'preview/7'],
  ])
  expect((await api('dev', 'GET', '?per_page=1&page=2')).body.environments).toMatchObject([
    { name: 'preview/7' },
  ])
  expect((await api('olga', 'DELETE', '/preview%2F7')).status).toBe(204)
  expect((await api('dev', 'GET', '/preview%2F7')).status).toBe(404)
})

test('creates, lists and deletes policies of branches and tags', async () => {
  const path = '/production/deployment-branch-policies'
  await api('olga', 'PUT', '/production', custom)
  const main = await api('olga', 'POST', path, { name: 'main' })
  expect([main.status, main.body]).toMatchObject([200, { name: 'main', type: 'branch' }])
  const tag = await api('olga', 'POST', path, { name: 'v*', type: 'tag' })
  expect((await api('olga', 'POST', path, { name: 'v*', type: 'tag' })).status).toBe(303)
  expect((await api('dev', 'GET', path)).body).toEqual({
    total_count: 2,
    branch_policies: [main.body, tag.body],
  })
  expect((await api('olga', 'DELETE', `${path}/${main.body.id}`)).status).toBe(204)
  expect((await api('dev', 'GET', path)).body.branch_policies).toEqual([tag.body])
  expect((await api('olga', 'POST', '/staging/deployment-branch-policies', { name: 'main' })).status).toBe(
    404,
  )
})

test.each<[title: string, login: string, body: object, status: number, message: RegExp]>([
  ['a maintainer', 'rosa', {}, 403, /admin rights/],
  ['a wait timer that is too long', 'olga', { wait_timer: 43_201 }, 422, /wait timer/i],
  ['an unknown reviewer', 'olga', { reviewers: [{ type: 'User', id: 1_000_000 }] }, 422, /read access/],
  ['an unknown team', 'olga', { reviewers: [{ type: 'Team', id: 1_000_000 }] }, 422, /read access/],
  [
    'both kinds of branch policies',
    'olga',
    { deployment_branch_policy: { protected_branches: true, custom_branch_policies: true } },
    422,
    /cannot have the same value/,
  ],
  ['an unknown field', 'olga', { waiting: 3 }, 422, /Invalid request/],
])('refuses %s', async (_title, login, body, status, message) => {
  const answer = await api(login, 'PUT', '/refused', body)
  expect([answer.status, answer.body.message]).toEqual([status, expect.stringMatching(message)])
  expect((await api('dev', 'GET', '/refused')).status).toBe(404)
})

test('a workflow token may not create environments', async () => {
  const permissions = { administration: 'write', actions: 'write', deployments: 'write', contents: 'write' }
  const token = await sandbox.newToken({ kind: 'workflow', repository: 'acme/gadgets', permissions })
  const as = { authorization: `Bearer ${token}` }
  expect((await sandbox.api(null, 'PUT', `${environments}/mine`, {}, as)).status).toBe(403)
  expect((await sandbox.api(null, 'GET', environments, undefined, as)).status).toBe(200)
})

test.each<[pattern: string, name: string, matches: boolean]>([
  ['main', 'main', true],
  ['main', 'maintenance', false],
  ['release/*', 'release/1.2', true],
  ['release/*', 'release/1/2', false],
  ['release/**/*', 'release/1/2', true],
  ['**/fix', 'a/b/fix', true],
  ['v*', 'v1.2.3', true],
  ['*', 'feature/x', false],
  ['v[0-9].?', 'v1.2', true],
  ['v[!0-9]', 'v1', false],
  ['v[a&^]', 'v&', true],
  ['[z-a]', 'b', false],
  ['a.c', 'abc', false],
  ['what\\?', 'what?', true],
  ['refs/pull/*/merge', 'refs/pull/12/merge', true],
])('pattern %s, name %s: match %s', (pattern, name, matches) => {
  expect(fnmatch(pattern, name)).toBe(matches)
})

const policies = [
  { type: 'branch', name: 'main' },
  { type: 'tag', name: 'v*' },
] as const
test.each<[kind: 'custom' | 'protected' | null, ref: string, protectedBranches: string[], may: boolean]>([
  [null, 'refs/heads/anything', [], true],
  ['custom', 'refs/heads/main', [], true],
  ['custom', 'refs/heads/v1', [], false],
  ['custom', 'refs/tags/v1', [], true],
  ['custom', 'refs/tags/main', [], false],
  ['custom', 'refs/pull/7/merge', [], false],
  ['protected', 'refs/heads/main', ['main'], true],
  ['protected', 'refs/heads/other', ['main'], false],
  ['protected', 'refs/heads/other', [], true],
  ['protected', 'refs/tags/v1', ['main'], false],
])(
  'policy %s, ref %s, protected branches %j: may deploy %s',
  (branchPolicy, ref, protectedBranches, mayDeploy) => {
    expect(refMayDeploy({ branchPolicy }, policies, ref, protectedBranches)).toBe(mayDeploy)
  },
)

test('survives a killed server', () =>
  expectSurvival(sandbox, [
    environments,
    `${environments}/staging`,
    `${environments}/production/deployment-branch-policies`,
  ]))
