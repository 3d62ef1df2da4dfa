import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPull, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'

/** Repositories of organizations, teams, collaborators, reviews, events and search. */
let sandbox: Sandbox
let number: number
const acme = '/orgs/acme'
const widgets = '/repos/acme/widgets'
const olga = (method: string, path: string, body?: unknown) => sandbox.api('olga', method, path, body)
const dev = (method: string, path: string, body?: unknown) => sandbox.api('dev', method, path, body)

beforeAll(async () => {
  sandbox = await startSandbox()
  number = await openPull(sandbox, 'feature/one', 'A unicorn')
})
afterAll(() => stopFaithful(sandbox))

describe('repositories of an organization', () => {
  test('are created by members, who become administrators', async () => {
    const created = await dev('POST', `${acme}/repos`, { name: 'sprockets', private: true, auto_init: true })
    expect([created.status, created.body]).toMatchObject([
      201,
      { full_name: 'acme/sprockets', private: true, default_branch: 'main', permissions: { admin: true } },
    ])
    expect((await dev('GET', '/repos/acme/sprockets/contents/README.md')).body.name).toBe('README.md')
    const again = await dev('POST', `${acme}/repos`, { name: 'Sprockets' })
    expect([again.status, again.body.errors]).toMatchObject([
      422,
      [{ field: 'name', message: 'name already exists on this account' }],
    ])
    expect((await sandbox.api('rosa', 'GET', '/repos/acme/sprockets')).status).toBe(404)
  })

  test('are updated by administrators', async () => {
    const { sha } = (await dev('GET', '/repos/acme/sprockets/commits/main')).body
    await dev('POST', '/repos/acme/sprockets/git/refs', { ref: 'refs/heads/trunk', sha })
    const settings = { default_branch: 'trunk', allow_merge_commit: false, delete_branch_on_merge: true }
    expect((await dev('PATCH', '/repos/acme/sprockets', settings)).body).toMatchObject(settings)
    const none = { allow_squash_merge: false, allow_rebase_merge: false }
    expect((await dev('PATCH', '/repos/acme/sprockets', none)).status).toBe(422)
    const nowhere = await dev('PATCH', '/repos/acme/sprockets', { default_branch: 'nowhere' })
    expect([nowhere.status, nowhere.body.errors]).toMatchObject([422, [{ field: 'default_branch' }]])
  })
})

describe('teams and collaborators', () => {
  const level = async (login: string, repository = 'widgets') => {
    const { body } = await dev('GET', `/repos/acme/${repository}/collaborators/${login}/permission`)
    return [body.permission, body.role_name]
  }

  test('a user has the highest of their own and their teams’ roles', async () => {
    expect(await level('guest')).toEqual(['read', 'read'])
    expect(await level('quinn')).toEqual(['read', 'triage'])
    expect(await level('rosa')).toEqual(['write', 'maintain'])
    expect(await level('olga')).toEqual(['admin', 'admin'])
    const created = await olga('POST', `${acme}/teams`, { name: 'Night Shift', privacy: 'closed' })
    expect([created.status, created.body]).toMatchObject([
      201,
      { slug: 'night-shift', organization: { login: 'acme' } },
    ])
    expect((await olga('POST', `${acme}/teams`, { name: 'night shift' })).status).toBe(422)
    const member = `${acme}/teams/night-shift/memberships/guest`
    expect((await dev('PUT', member)).status).toBe(403)
    expect((await olga('PUT', member)).body).toMatchObject({ role: 'member', state: 'active' })
    const granted = `${acme}/teams/night-shift/repos/acme/widgets`
    expect((await dev('PUT', granted, { permission: 'push' })).status).toBe(403)
    expect((await olga('PUT', granted, { permission: 'push' })).status).toBe(204)
    expect(await level('guest')).toEqual(['write', 'write'])
    const label = await sandbox.api('guest', 'POST', `${widgets}/labels`, { name: 'by guest' })
    expect(label.status).toBe(201)
    expect((await olga('GET', `${acme}/teams/night-shift`)).body).toMatchObject({
      members_count: 1,
      repos_count: 1,
    })
    expect((await olga('GET', `${acme}/teams/night-shift/memberships/dev`)).status).toBe(404)
  })

  test('administrators add collaborators', async () => {
    expect(
      (await dev('PUT', '/repos/acme/sprockets/collaborators/quinn', { permission: 'triage' })).status,
    ).toBe(204)
    expect(await level('quinn', 'sprockets')).toEqual(['read', 'triage'])
    const { body } = await dev('GET', '/repos/acme/sprockets/collaborators')
    const found = body.map(({ login, role_name: role }: { login: string; role_name: string }) => [
      login,
      role,
    ])
    expect(found).toEqual([
      ['dev', 'admin'],
      ['quinn', 'triage'],
      ['olga', 'admin'],
    ])
    const unknown = await dev('PUT', '/repos/acme/sprockets/collaborators/quinn', { permission: 'lord' })
    expect(unknown.status).toBe(422)
  })
})

test('reviews and issue events', async () => {
  const path = `${widgets}/pulls/${number}`
  await dev('POST', `${path}/requested_reviewers`, { reviewers: ['rosa'] })
  const withoutBody = await sandbox.api('rosa', 'POST', `${path}/reviews`, { event: 'REQUEST_CHANGES' })
  expect([withoutBody.status, withoutBody.body.message]).toEqual([422, 'Unprocessable Entity'])
  const draft = await sandbox.api('rosa', 'POST', `${path}/reviews`, { body: 'Hm' })
  expect(draft.body).toMatchObject({ state: 'PENDING' })
  expect((await dev('GET', `${path}/reviews`)).body).toEqual([])
  const created = await sandbox.api('rosa', 'POST', `${path}/reviews`, { event: 'APPROVE', body: 'Fine' })
  expect([created.status, created.body]).toMatchObject([200, { state: 'APPROVED', user: { login: 'rosa' } }])
  expect((await dev('GET', `${path}/reviews/${created.body.id}`)).body).toEqual(created.body)
  expect((await dev('GET', `${path}/requested_reviewers`)).body.users).toEqual([])
  await dev('POST', `${widgets}/issues/${number}/labels`, { labels: ['deploy'] })
  await dev('PATCH', path, { title: 'A white unicorn' })
  const { body: events } = await dev('GET', `${widgets}/issues/${number}/events`)
  expect(events).toMatchObject([
    { event: 'labeled', label: { name: 'deploy' }, actor: { login: 'dev' } },
    { event: 'renamed', rename: { from: 'A unicorn', to: 'A white unicorn' } },
  ])
})

describe('search', () => {
  const find = async (query: string) => {
    const { status, body } = await dev('GET', `/search/issues?q=${encodeURIComponent(query)}`)
    return [status, body.items?.map((item: { number: number }) => item.number)]
  }
  beforeAll(async () => {
    await dev('POST', `${widgets}/issues`, { title: 'A broken wheel', body: 'It squeaks' })
  })

  test.each([
    ['repo:acme/widgets is:pr is:open', [1]],
    ['repo:acme/widgets is:issue', [2]],
    ['repo:acme/widgets squeaks', [2]],
    ['org:acme label:deploy head:feature/one base:main author:dev', [1]],
    ['repo:acme/widgets -label:deploy', [2]],
    ['repo:acme/widgets is:merged', []],
    ['repo:acme/gadgets', []],
    ['repo:acme/widgets sort:created-asc', [1, 2]],
    ['repo:acme/widgets created:>2020-01-01 author:@me', [2, 1]],
  ])('%s', async (query, numbers) => {
    expect(await find(query)).toEqual([200, numbers])
  })

  test('refuses unknown qualifiers and an empty query', async () => {
    expect((await find('language:go'))[0]).toBe(501)
    expect((await find(' '))[0]).toBe(422)
  })
})

test('survives a killed server', async () => {
  const paths = [
    '/repos/acme/sprockets',
    '/repos/acme/sprockets/collaborators',
    `${widgets}/collaborators/guest/permission`,
    `${acme}/teams`,
    `${acme}/teams/night-shift`,
    `${acme}/teams/night-shift/memberships/guest`,
    `${widgets}/pulls/${number}/reviews`,
    `${widgets}/issues/${number}/events`,
    '/search/issues?q=org:acme',
  ]
  const read = () => Promise.all(paths.map(async (path) => (await olga('GET', path)).body))
  const before = await read()
  const deviations = await sandbox.deviations()
  sandbox.kill()
  await sandbox.restart()
  expect(await read()).toEqual(before)
  expect(deviations).toEqual([])
})
