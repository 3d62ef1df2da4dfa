import { expect, test } from 'vitest'
import {
  possibleLines,
  hasCommits,
  lineNamed,
  linesOf,
  nextPatch,
  versionOfBranch,
  type Refs,
} from '../../../src/domain/line/line.js'
import { servicesOf, type Service } from '../../../src/domain/model/service.js'
import { config } from '../../support/facts.js'

const [plain] = servicesOf(config('')) as [Service]
const [api] = servicesOf(config('services: {api: {paths: [api]}, web: {paths: [web]}}')) as [Service]
const refs = (branches: Readonly<Record<string, string>>, tags: Readonly<Record<string, string>>): Refs => ({
  branches: new Map(Object.entries(branches)),
  tags: new Map(Object.entries(tags)),
})

test.each([
  [['1.4.0'], '1.4.0', '1.4.1'],
  [['1.4.0', '1.4.1', '1.5.0'], '1.4.0', '1.4.2'],
  [['1.4.0', '1.4.9', 'v1.4.10'], '1.4.0', '1.4.11'],
  [['1.4.0', '1.4.3'], '1.4.1', '1.4.4'],
  [['1.4.0', '1.4.1-rc.1', '1.4.2.1', 'nightly'], '1.4.0', '1.4.1'],
  [['1.4.0', 'api/1.4.7'], '1.4.0', '1.4.1'],
  [['2.4.0', '1.40.3'], '1.4.0', '1.4.1'],
])('L2: with the tags %j the next patch of %s is %s', (tags, version, next) => {
  expect(nextPatch(plain, tags, version)).toBe(next)
})

test.each([
  ['release/1.4.0', '1.4.0', null],
  ['release/api/1.4.0', null, '1.4.0'],
  ['release/1.4', null, null],
  ['release/v1.4.0', null, null],
  ['hotfix/1.4.0', null, null],
])('finds the version in the branch name %s', (branch, ofPlain, ofApi) => {
  expect([versionOfBranch(plain, branch), versionOfBranch(api, branch)]).toEqual([ofPlain, ofApi])
})

test.each([
  ['release/api/1.4.0', 'api', '1.4.0'],
  ['release/web/2.0.1', 'web', '2.0.1'],
])('finds the service and version of the line %s', (branch, service, version) => {
  const services = servicesOf(config('services: {api: {paths: [api]}, web: {paths: [web]}}'))
  expect(lineNamed(services, branch)).toMatchObject({ service: { name: service }, version })
  expect(lineNamed([plain], branch)).toBeNull()
})

test('finds the branches of the same M.m up to a version, nearest first', () => {
  const all = refs(
    { 'release/1.4.0': 'a', 'release/1.4.2': 'b', 'release/1.4.5': 'c', 'release/1.3.0': 'd' },
    { '1.4.0': 'x', '1.4.2': 'y', '1.4.3': 'z' },
  )
  expect(possibleLines(plain, all, '1.4.3').map(({ branch }) => branch)).toEqual([
    'release/1.4.2',
    'release/1.4.0',
  ])
  expect(possibleLines(plain, all, '1.5.0')).toEqual([])
})

test('counts patches from any branch, also from a deleted one', () => {
  const tags = { '1.4.0': 'start', '1.4.1': 'one', '1.4.2': 'two', '1.5.0': 'five' }
  const short = (all: Refs) =>
    linesOf([plain], all).map((line) => [line.branch, line.head, line.tips, hasCommits(line)])
  expect(short(refs({ 'release/1.4.0': 'start', 'release/1.5.0': 'five' }, tags))).toEqual([
    ['release/1.5.0', 'five', ['five'], false],
    ['release/1.4.0', 'start', ['start', 'one', 'two'], true],
  ])
  expect(short(refs({}, tags))).toEqual([['release/1.4.0', 'two', ['two', 'one'], true]])
  expect(short(refs({ 'release/1.6.0': 'head' }, {}))).toEqual([['release/1.6.0', 'head', ['head'], true]])
})
