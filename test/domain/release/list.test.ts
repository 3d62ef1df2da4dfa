import { expect, test } from 'vitest'
import { listedRelease, newestReleases, pullsToAsk } from '../../../src/domain/release/list.js'
import { servicesOf } from '../../../src/domain/model/service.js'
import { draftOf } from '../../support/drafts.js'
import { config } from '../../support/facts.js'
import { attempt, historyOf } from '../../support/status.js'

const releaseOf = (tag: string, ...numbers: readonly number[]) =>
  draftOf(tag, { draft: false, body: numbers.map((number) => `* Change (#${number}) @dev`).join('\n') })

test.each([
  ['without any', [releaseOf('1.0.0')], []],
  ['of all releases, once', [releaseOf('1.1.0', 3, 1), releaseOf('1.0.0', 2, 1)], [3, 1, 2]],
  ['all of a release or none', [releaseOf('1.2.0', 1, 2, 3, 4), releaseOf('1.1.0', 5)], [5]],
  ['up to the limit', [releaseOf('1.1.0', 1, 2), releaseOf('1.0.0', 3, 4)], [1, 2]],
])('queries at most three pull requests: %s', (_, releases, numbers) => {
  expect(pullsToAsk(releases, 3)).toEqual(numbers)
})

test('lists drafts first, and only the releases of a selected service', () => {
  const services = servicesOf(config('services: {api: {paths: [api]}, web: {paths: [web]}}'))
  const all = ['web/2.0.0', 'api/1.1.0', 'nightly', 'api/1.2.0'].map((tag) =>
    draftOf(tag, { draft: tag === 'api/1.2.0' }),
  )
  const tagsOf = (selected: typeof services, limit: number) =>
    newestReleases(all, selected, limit).map(({ tag }) => tag)
  expect(tagsOf(services, 3)).toEqual(['api/1.2.0', 'web/2.0.0', 'api/1.1.0'])
  expect(tagsOf(services.slice(0, 1), 9)).toEqual(['api/1.2.0', 'api/1.1.0'])
})

test('takes the digest from a stage of the same service, for the same commit', () => {
  const services = servicesOf(config('services: {api: {paths: [api]}, web: {paths: [web]}}'))
  const commit = 'a'.repeat(40)
  const [digest, other] = ['1', '2'].map((character) => `sha256:${character.repeat(64)}`)
  const withStatus = (description: string) => ({ statuses: [{ description, url: null, at: '' }] })
  const histories = [
    historyOf('production/web', attempt('success', withStatus(`rel 1.0.0 ${commit} ${other}`))),
    historyOf(
      'production/api',
      attempt('success', withStatus(`rel 1.0.1 ${'b'.repeat(40)} ${other}`)),
      attempt('success', withStatus(`rel 1.0.0 ${commit} ${digest}`)),
    ),
  ]
  const tags = [{ name: 'api/1.0.0', object: commit, commit }]
  const facts = {
    ...{ repository: 'acme/widgets', config: config(''), page: '', defaultBranch: 'main', latest: null },
    ...{ releases: [], tags, histories, pulls: new Map() },
  }
  expect(listedRelease(facts, services, releaseOf('api/1.0.0'))).toMatchObject({ commit, digest })
  expect(listedRelease({ ...facts, tags: [] }, services, releaseOf('api/1.0.0')).digest).toBeNull()
})
