import { expect, test } from 'vitest'
import { listedRelease, newestReleases, pullsToAsk } from '../../../src/domain/release/list.js'
import { servicesOf } from '../../../src/domain/model/service.js'
import { draftOf } from '../../support/drafts.js'
import { config } from '../../support/facts.js'
import { attempt, historyOf } from '../../support/status.js'

const releaseOf = (tag: string, ...numbers: readonly number[]) =>
  draftOf(tag, { draft: false, body: numbers.map((number) => `* Change (#${number}) @dev`).join('\n') })

test.each([
  ['none', [releaseOf('1.0.0')], []],
  ['those of all, once', [releaseOf('1.1.0', 3, 1), releaseOf('1.0.0', 2, 1)], [3, 1, 2]],
  ['all of a release or none', [releaseOf('1.2.0', 1, 2, 3, 4), releaseOf('1.1.0', 5)], [5]],
  ['as many as there is room for', [releaseOf('1.1.0', 1, 2), releaseOf('1.0.0', 3, 4)], [1, 2]],
])('pull requests to ask for, three at most: %s', (_, releases, numbers) => {
  expect(pullsToAsk(releases, 3)).toEqual(numbers)
})

test('drafts come first; of a service only its own', () => {
  const services = servicesOf(config('services: {api: {paths: [api]}, web: {paths: [web]}}'))
  const all = ['web/2.0.0', 'api/1.1.0', 'nightly', 'api/1.2.0'].map((tag) =>
    draftOf(tag, { draft: tag === 'api/1.2.0' }),
  )
  const tagsOf = (meant: typeof services, limit: number) =>
    newestReleases(all, meant, limit).map(({ tag }) => tag)
  expect(tagsOf(services, 3)).toEqual(['api/1.2.0', 'web/2.0.0', 'api/1.1.0'])
  expect(tagsOf(services.slice(0, 1), 9)).toEqual(['api/1.2.0', 'api/1.1.0'])
})

test('the image is the one that a stage of its own service got, of that very commit', () => {
  const services = servicesOf(config('services: {api: {paths: [api]}, web: {paths: [web]}}'))
  const commit = 'a'.repeat(40)
  const [digest, other] = ['1', '2'].map((character) => `sha256:${character.repeat(64)}`)
  const told = (word: string) => ({ statuses: [{ description: word, url: null, at: '' }] })
  const histories = [
    historyOf('production/web', attempt('success', told(`rel 1.0.0 ${commit} ${other}`))),
    historyOf(
      'production/api',
      attempt('success', told(`rel 1.0.1 ${'b'.repeat(40)} ${other}`)),
      attempt('success', told(`rel 1.0.0 ${commit} ${digest}`)),
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
