import { afterAll, beforeAll, expect, test } from 'vitest'
import type { GitHubError } from '../../src/sandbox/errors.js'
import { setReleasesImmutable } from '../../src/sandbox/rules/releases/immutable-releases.js'
import { createRelease, deleteRelease, updateRelease } from '../../src/sandbox/rules/releases/releases.js'
import type { Repository } from '../../src/sandbox/state/rows.js'
import { openOrganization, type Organization } from './graphql-organization.js'

let acme: Organization
let repository: Repository
beforeAll(async () => {
  acme = openOrganization()
  repository = acme.addRepository('released')
  await acme.commit(repository, 'main', { 'a.txt': 'a' }, 'Begin')
})
afterAll(() => acme.close())

/** The release events and pushed refs that `work` causes. */
async function eventsOf(work: () => unknown): Promise<readonly string[]> {
  const events = () => acme.world.store.by('events', 'repository', repository.id)
  const before = events().length
  await work()
  return events()
    .slice(before)
    .flatMap(({ name, action, payload }) =>
      name === 'release' ? [action ?? ''] : name === 'push' ? [String(payload['ref'])] : [],
    )
}
const create = (tag: string, more: object = {}) =>
  createRelease(acme.request('dev', repository), { tag, ...more })
const change = (id: number, options: object) => updateRelease(acme.request('dev', repository), id, options)
const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: GitHubError) => error.errors,
  )

test('events of a release: a draft is created and edited, then published once', async () => {
  expect(await eventsOf(() => create('v1', { draft: true }))).toEqual(['created'])
  const id = acme.world.store.all('releases').at(-1)!.id
  expect(await eventsOf(() => change(id, { body: 'Notes' }))).toEqual(['edited'])
  expect(await eventsOf(() => change(id, { draft: false }))).toEqual([
    'refs/tags/v1',
    'published',
    'released',
  ])
  expect(await eventsOf(() => change(id, { name: 'One' }))).toEqual(['edited'])
  expect(await eventsOf(() => change(id, { draft: true }))).toEqual(['unpublished'])
  expect(await eventsOf(() => deleteRelease(acme.request('dev', repository), id))).toEqual(['deleted'])
})

test('events of a pre-release: a published draft is not prereleased', async () => {
  expect(await eventsOf(() => create('v2', { draft: true, prerelease: true }))).toEqual(['created'])
  const id = acme.world.store.all('releases').at(-1)!.id
  expect(await eventsOf(() => change(id, { draft: false }))).toEqual(['refs/tags/v2', 'published'])
  expect(await eventsOf(() => change(id, { prerelease: false }))).toEqual(['edited', 'released'])
  expect(await eventsOf(() => create('v3'))).toEqual(['refs/tags/v3', 'created', 'published', 'released'])
  expect(await eventsOf(() => create('v4', { prerelease: true }))).toEqual([
    'refs/tags/v4',
    'created',
    'published',
    'prereleased',
  ])
})

test('the tag of an immutable release cannot change, and no other release may use it', async () => {
  setReleasesImmutable(acme.request('olga', repository), true)
  const release = await create('v5')
  expect(release.immutable).toBe(true)
  setReleasesImmutable(acme.request('olga', repository), false)
  expect((await create('v6')).immutable).toBe(false)
  expect((await change(release.id, { name: 'Five', body: 'Notes' })).name).toBe('Five')
  expect(await refusal(change(release.id, { draft: true }))).toMatchObject([{ resource: 'Release' }])
  expect(await refusal(change(release.id, { tag: 'v7' }))).toMatchObject([{ resource: 'Release' }])
  deleteRelease(acme.request('dev', repository), release.id)
  const spent = {
    resource: 'Release',
    code: 'custom',
    field: 'tag_name',
    message: 'tag_name was used by an immutable release',
  }
  expect(await refusal(create('v5'))).toMatchObject([spent, {}])
  expect(() => setReleasesImmutable(acme.request('dev', repository), true)).toThrow()
})

test('of two drafts of a tag published concurrently one is refused', async () => {
  const drafts = await Promise.all([create('v8', { draft: true }), create('v8', { draft: true })])
  const ends = await Promise.allSettled(drafts.map(({ id }) => change(id, { draft: false })))
  expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})
