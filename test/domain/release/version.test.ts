import { gt, major, minor } from 'semver'
import { expect, test } from 'vitest'
import { parseConfig } from '../../../src/config.js'
import { incrementOf, nextVersion, type Increment } from '../../../src/domain/release/increment.js'
import { servicesOf, versionsIn } from '../../../src/domain/model/service.js'
import { randomFrom } from '../../support/random.js'

const usual = parseConfig(null).versions
const asking = (...labels: readonly string[]) => ({ labels })

test.each<[string, readonly { labels: readonly string[] }[], Increment, string?]>([
  ['no change', [], 'minor'],
  ['no label', [asking()], 'minor'],
  ['a label without an increment', [asking('docs')], 'minor'],
  ['the largest increment', [asking('enhancement'), asking('breaking'), asking()], 'major'],
  ['the label patch, which is not configured', [asking('patch')], 'minor'],
  ['labels mapped to patch', [asking('fix')], 'patch', 'versions: {labels: {patch: [fix]}}'],
  ['patch and minor', [asking('fix'), asking('feature')], 'minor', 'versions: {labels: {patch: [fix]}}'],
  ['patch and no label', [asking('fix'), asking()], 'patch', 'versions: {labels: {patch: [fix]}}'],
  ['another default', [asking()], 'patch', 'versions: {increment: patch}'],
  ['labels in another case', [asking('breaking')], 'major', 'versions: {labels: {major: [BREAKING]}}'],
])('computes the increment: %s', (_, changes, expected, text) => {
  expect(incrementOf(changes, text ? parseConfig(text).versions : usual)).toBe(expected)
})

const [plain] = servicesOf(parseConfig(null))
const [api] = servicesOf(parseConfig('services: {api: {paths: [api]}}'))

test.each<[string, readonly string[], Increment, string, string?]>([
  ['the first release', [], 'major', '0.1.0'],
  ['foreign tags', ['nightly', 'v2', '2026.11', 'web/3.0.0', '9.0.0-rc.1'], 'minor', '0.1.0'],
  ['minor', ['1.4.0'], 'minor', '1.5.0'],
  ['major', ['1.4.0'], 'major', '2.0.0'],
  ['both spellings', ['1.4.0', 'v1.5.0'], 'minor', '1.6.0'],
  ['a hotfix of an older line', ['1.4.0', '1.5.0', '1.4.1'], 'minor', '1.6.0'],
  ['a hotfix of the last line', ['1.5.0', '1.5.1', '1.5.2'], 'minor', '1.6.0'],
  ['patches of hotfixes are skipped', ['1.5.0', '1.5.1'], 'patch', '1.5.2'],
  ['compared by number', ['1.9.0', '1.10.0'], 'minor', '1.11.0'],
  ['a semver pre-release is ignored', ['1.4.0', '1.5.0-rc.1'], 'minor', '1.5.0'],
])('computes the next version: %s', (_, tags, increment, expected) => {
  expect(nextVersion(plain!, tags, increment, '0.1.0')).toBe(expected)
})

test('computes versions per service in a monorepo', () => {
  expect(nextVersion(api!, ['3.0.0', 'web/2.0.0', 'api/1.0.0', 'api/v1.1.0'], 'minor', '0.1.0')).toBe('1.2.0')
})

test('property: the next version is above every other and leaves room for hotfixes', () => {
  const draw = randomFrom(7).below
  for (let round = 0; round < 500; round += 1) {
    const tags = Array.from(
      { length: draw(12) },
      () =>
        `${['', 'v', 'x', 'web/'][draw(4)]}${draw(4)}.${draw(12)}.${draw(3)}${['', '', '-rc.1'][draw(3)]}`,
    )
    const increment = (['major', 'minor', 'patch'] as const)[draw(3)]!
    const next = nextVersion(plain!, tags, increment, '0.1.0')
    const known = versionsIn(plain!, tags)
    expect(known, `round ${round}`).not.toContain(next)
    for (const version of known) expect(gt(next, version), `${next} and ${version}`).toBe(true)
    const [highest] = known
    if (highest && increment === 'minor')
      expect([major(next), minor(next)]).toEqual([major(highest), minor(highest) + 1])
  }
})
