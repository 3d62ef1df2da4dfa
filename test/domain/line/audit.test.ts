import { expect, test } from 'vitest'
import {
  audit,
  hotfixesCheck,
  commitsInMarker,
  markerOf,
  unreintegratedIn,
  type MissingCommit,
} from '../../../src/domain/line/audit.js'
import { audited, auditedLine, id, lineCommit, reintegration } from '../../support/lines.js'

test('the hidden list is read back, also of a text with several, and nothing else is', () => {
  const text = `Words\n\n${markerOf([id('a'), id('b')])}\nmore ${markerOf([id('c')])}\r\n`
  expect(commitsInMarker(text)).toEqual([id('a'), id('b'), id('c')])
  expect(commitsInMarker(`rel:reintegrates ${id('a')}`)).toEqual([])
  expect(commitsInMarker('<!-- rel:reintegrates abc -->')).toEqual([])
  expect(markerOf(Array(5000).fill(id('a'))).length).toBeLessThan(60_000)
})

test.each([
  ['an ancestor', lineCommit('a', { on: 'ancestry' }), [], 'ancestry'],
  ['an equal patch', lineCommit('a', { on: 'patch' }), [], 'patch'],
  [
    'in the list of a merged one',
    lineCommit('a'),
    [reintegration('1.4.1', 'merged', markerOf([id('a')]))],
    'listed',
  ],
  [
    'in the list of an open one',
    lineCommit('a'),
    [reintegration('1.4.1', 'open', markerOf([id('a')]))],
    'missing',
  ],
  [
    'in the list of a closed one',
    lineCommit('a'),
    [reintegration('1.4.1', 'closed', markerOf([id('a')]))],
    'missing',
  ],
  [
    'a pick of one that is listed',
    lineCommit('a', { origins: [[id('b')]] }),
    [reintegration('1.4.1', 'merged', markerOf([id('b')]))],
    'listed',
  ],
  [
    'a pick, and something else',
    lineCommit('a', { origins: [[id('b')], []] }),
    [reintegration('1.4.1', 'merged', markerOf([id('b')]))],
    'missing',
  ],
  ['nowhere', lineCommit('a'), [], 'missing'],
] as const)('%s', (_, commit, reintegrations, on) => {
  expect(audit([commit], [], reintegrations)).toMatchObject([{ commit: id('a'), on }])
})

test('a merge without changes is not told, unless main has it', () => {
  expect(audit([lineCommit('a', { carries: false })], [], [])).toEqual([])
  expect(audit([lineCommit('a', { carries: false, on: 'ancestry' })], [], [])).toHaveLength(1)
})

test('a commit belongs to the first version that has it, through merges that are not told', () => {
  const commits = [
    lineCommit('a'),
    lineCommit('b', { parents: [id('a')] }),
    lineCommit('m', { parents: [id('0'), id('b')], carries: false }),
    lineCommit('c', { parents: [id('m')] }),
    lineCommit('d', { parents: [id('c')] }),
  ]
  const patches = [
    { version: '1.4.1', commit: id('m') },
    { version: '1.4.2', commit: id('c') },
  ]
  expect(audit(commits, patches, []).map(({ commit, version }) => [commit[0], version])).toEqual([
    ['a', '1.4.1'],
    ['b', '1.4.1'],
    ['c', '1.4.2'],
    ['d', null],
  ])
})

test('what is missing is named with the pull request that would bring it, and stops a publish', () => {
  const commits = [audited('a', { version: '1.4.1' }), audited('b', { on: 'patch' }), audited('c')]
  const line = auditedLine({ commits, reintegrations: [reintegration('1.4.1', 'open', markerOf([id('a')]))] })
  const missing = unreintegratedIn([line])
  expect(missing).toEqual([
    { version: '1.4.1', commit: id('a'), pr: 61 },
    { version: null, commit: id('c'), pr: null },
  ])
  expect(hotfixesCheck([])).toMatchObject({ passed: true })
  const lacked = missing.map((one) => ({ ...one, onMain: false }))
  expect(hotfixesCheck(lacked)).toEqual({
    name: 'missing-hotfixes',
    passed: false,
    finding: '2 hotfix commits are not on the default branch: 1.4.1, ccccccc.',
    remedy: 'Merge #61, and publish what is drafted then.',
  })
  expect(hotfixesCheck(lacked.slice(1)).remedy).toMatch(/^Run `rel hotfix reintegrate`, and publish/)
  const [first, second] = lacked as [MissingCommit, MissingCommit]
  expect(hotfixesCheck([{ ...first, onMain: true }, second]).finding).toContain(
    'not on the default branch: ccccccc.',
  )
  expect(hotfixesCheck([{ ...first, onMain: true }])).toMatchObject({
    passed: false,
    finding: '1 hotfix commit is on the default branch, but not in this release: 1.4.1.',
    remedy: 'Publish what the default branch drafts next.',
  })
})
