import { expect, test } from 'vitest'
import { planFinalise } from '../../../src/domain/ci/finalise.js'
import type { Release } from '../../../src/domain/model/release.js'
import { servicesOf } from '../../../src/domain/model/service.js'
import { config } from '../../support/facts.js'

const release = (tag: string, given: Partial<Release> = {}): Release => ({
  ...{
    id: Number(tag.replaceAll('.', '')),
    tag,
    name: tag,
    target: 'a'.repeat(40),
    draft: false,
    prerelease: false,
  },
  ...{ body: '', url: '', author: 'rosa', createdAt: '', publishedAt: '' },
  ...given,
})
const services = servicesOf(config(''))
test.each<[string, readonly Release[], string | null, string, readonly object[]]>([
  ['nothing to change', [release('1.4.0'), release('1.3.0')], '1.4.0', '1.4.0', []],
  [
    'an older version published last',
    [release('1.4.0'), release('1.3.1')],
    '1.3.1',
    '1.3.1',
    [{ tag: '1.4.0', latest: true }],
  ],
  [
    'a hotfix of the highest version',
    [release('1.4.1', { prerelease: true }), release('1.4.0')],
    '1.4.0',
    '1.4.1',
    [{ tag: '1.4.1', latest: true }],
  ],
  [
    'a hotfix of an older line',
    [release('1.3.1', { prerelease: true }), release('1.4.0')],
    '1.4.0',
    '1.3.1',
    [{ tag: '1.3.1', latest: false }],
  ],
  [
    'pre-releases and drafts, which do not count',
    [release('2.0.0', { prerelease: true }), release('3.0.0', { draft: true }), release('1.4.0')],
    '1.4.0',
    '1.4.0',
    [],
  ],
])('marks pre-releases and the latest release: %s', (_, releases, latest, tag, steps) => {
  expect(planFinalise({ repository: 'a/b', services, releases, latest }, tag).steps).toMatchObject(steps)
})

test('corrects only the latest release right after a publication', () => {
  const releases = [release('1.5.0', { prerelease: true }), release('1.4.0'), release('1.3.1')]
  const stepsFor = (tag: string, latest: string) =>
    planFinalise({ repository: 'a/b', services, releases, latest }, tag, { justPublished: true }).steps
  expect(stepsFor('1.3.1', '1.3.1')).toMatchObject([{ tag: '1.4.0', latest: true }])
  expect(stepsFor('1.5.0', '1.4.0')).toEqual([])
  expect(stepsFor('nightly', 'nightly')).toMatchObject([{ tag: '1.4.0', latest: true }])
  expect(stepsFor('nightly', '1.4.0')).toEqual([])
})
