import { expect, test } from 'vitest'
import { releaseToPublish, releaseToWatch, hotfixesAmong } from '../../../src/domain/publish/candidate.js'
import { servicesOf } from '../../../src/domain/model/service.js'
import { draftOf as release } from '../../support/drafts.js'
import { config } from '../../support/facts.js'

const [service] = servicesOf(config(''))

test('selects the release to publish', () => {
  const own = release('1.5.0', { body: '<!-- rel:notes 1.5.0 -->\nx\n<!-- /rel:notes -->' })
  const all = [
    own,
    release('9.0.0'),
    release('1.4.0', { draft: false }),
    release('2.0.0', { draft: false, prerelease: true }),
  ]
  expect(releaseToPublish(service!, all, null).version).toBe('1.5.0')
  expect(releaseToPublish(service!, all.slice(1), null).version).toBe('9.0.0')
  expect(releaseToPublish(service!, all.slice(2), null).version).toBe('1.4.0')
  expect(releaseToPublish(service!, all, 'v9.0.0').version).toBe('9.0.0')
  expect(() => releaseToPublish(service!, [release('1.0.0'), release('2.0.0')], null)).toThrow(
    'several drafts',
  )
  expect(() => releaseToPublish(service!, [], null)).toThrow('There is no draft and no release yet.')
  expect(() => releaseToPublish(service!, all.slice(3), null)).toThrow(
    'no release yet except 2.0.0, which is marked as a pre-release.',
  )
})

test('selects a published release to watch, and a draft only without one', () => {
  const all = [release('1.5.0'), release('1.4.0', { draft: false }), release('1.3.0', { draft: false })]
  expect(releaseToWatch(service!, all, null).version).toBe('1.4.0')
  expect(releaseToWatch(service!, all, '1.5.0').release.draft).toBe(true)
  expect(releaseToWatch(service!, all.slice(0, 1), null).version).toBe('1.5.0')
  expect(() => releaseToWatch(service!, [], null)).toThrow('There is no draft and no release yet.')
})

test.each(['nightly', '0.8'])('refuses a draft of rel whose tag %s is not a version', (tag) => {
  const body = '<!-- rel:notes 1.5.0 -->\nx\n<!-- /rel:notes -->'
  const [own, published] = [release(tag, { body }), release('1.4.0', { draft: false })]
  const message = `The tag of the draft ${tag} is not a version`
  expect(() => releaseToPublish(service!, [own, published], null)).toThrow(message)
  expect(() => releaseToPublish(service!, [own, published], tag)).toThrow(message)
  expect(releaseToPublish(service!, [own, published], '1.4.0').version).toBe('1.4.0')
  expect(releaseToPublish(service!, [own, release('1.5.0', { body }), published], null).version).toBe('1.5.0')
  expect(releaseToPublish(service!, [release(tag), published], null).version).toBe('1.4.0')
})

test('takes the highest hotfix of each line', () => {
  const tags = ['1.4.0', '1.4.1', '1.4.2', '1.3.1', 'nightly', '2.0.0'].map((tag) =>
    release(tag, { draft: false }),
  )
  expect(hotfixesAmong(service!, [...tags, release('1.4.9')])).toEqual(['1.4.2', '1.3.1'])
})
