import { expect, test } from 'vitest'
import { parseConfig } from '../../../src/config.js'
import {
  drafting,
  releaseBranchOf,
  servicesOf,
  tagOf,
  touches,
  versionIn,
  versionsIn,
} from '../../../src/domain/model/service.js'
import { isMeant, serviceMeant, versionMeant } from '../../../src/domain/model/version-meant.js'

const [plain] = servicesOf(parseConfig('versions: {prefix: v}'))
const [api, web] = servicesOf(parseConfig('services: {api: {paths: [services/api]}, web: {paths: [web/]}}'))

test('names tags and branches after the version and the service', () => {
  expect([tagOf(plain!, '1.4.0'), releaseBranchOf(plain!, '1.4.0')]).toEqual(['v1.4.0', 'release/1.4.0'])
  expect([tagOf(api!, '1.4.0'), releaseBranchOf(api!, '1.4.0')]).toEqual(['api/1.4.0', 'release/api/1.4.0'])
})

test.each([
  [undefined, undefined, 'several services'],
  ['api', undefined, 'api'],
  ['ape', undefined, 'Unknown service: ape.'],
  [undefined, 'web/1.4.0', 'web'],
  [undefined, 'web/v1.4.0', 'web'],
  [undefined, '1.4.0', 'several services'],
  [undefined, 'ape/1.4.0', 'several services'],
  // --service comes before the service of a tag.
  ['api', 'web/1.4.0', 'api'],
])('selects the service of --service %s and the version %s: %s', (name, word, meant) => {
  const several = parseConfig('services: {api: {paths: [services/api]}, web: {paths: [web/]}}')
  const select = (): string | null => serviceMeant(several, name, word).name
  if (meant.includes(' ')) expect(select).toThrow(meant)
  else expect(select()).toBe(meant)
  expect(serviceMeant(parseConfig(''), undefined, word).name).toBeNull()
})

test('quotes the command that drafts the next version', () => {
  expect([plain, api].map((service) => drafting(service!))).toEqual([
    '`rel release draft`',
    '`rel release draft --service api`',
  ])
})

test.each([
  ['1.4.0', '1.4.0', null],
  ['v1.4.0', '1.4.0', null],
  ['1.4.0-rc.1', null, null],
  ['1.4', null, null],
  ['nightly', null, null],
  ['1.04.0', null, null],
  ['api/1.4.0', null, '1.4.0'],
  ['api/v1.4.0', null, '1.4.0'],
  ['api-docs/1.4.0', null, null],
  ['web/1.4.0', null, null],
])('parses the version in the tag %s', (tag, ofPlain, ofApi) => {
  expect([versionIn(plain!, tag), versionIn(api!, tag)]).toEqual([ofPlain, ofApi])
})

test.each([
  ['1.4.0', '1.4.0', '1.4.0'],
  ['v1.4.0', '1.4.0', '1.4.0'],
  ['api/1.4.0', null, '1.4.0'],
  ['api/v1.4.0', null, '1.4.0'],
  ['web/1.4.0', null, null],
  ['1.4', null, null],
])('parses the version in the argument %s', (word, ofPlain, ofApi) => {
  expect([versionMeant(plain!, word), versionMeant(api!, word)]).toEqual([ofPlain, ofApi])
  expect(isMeant(api!, '1.4.0', word)).toBe(ofApi !== null)
  expect(isMeant(api!, null, word)).toBe(false)
})

test('sorts versions, highest first, and takes both spellings as one', () => {
  expect(versionsIn(plain!, ['1.9.0', 'v1.10.0', 'v1.9.0', 'next'])).toEqual(['1.10.0', '1.9.0'])
})

test('assigns a change to the services whose folders it touches', () => {
  const changes = [['services/api/main.ts'], ['services/api-docs/a.md'], ['web/x', 'services/api/y'], []]
  expect(changes.map((files) => [plain, api, web].map((service) => touches(service!, files)))).toEqual([
    [true, true, false],
    [true, false, false],
    [true, true, true],
    [true, false, false],
  ])
})
