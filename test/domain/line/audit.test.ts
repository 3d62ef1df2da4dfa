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

test('reads commits from every hidden list of a text, and from nothing else', () => {
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
    'in the list of a merged reintegration',
    lineCommit('a'),
    [reintegration('1.4.1', 'merged', markerOf([id('a')]))],
    'listed',
  ],
  [
    'in the list of an open reintegration',
    lineCommit('a'),
    [reintegration('1.4.1', 'open', markerOf([id('a')]))],
    'missing',
  ],
  [
    'in the list of a closed reintegration',
    lineCommit('a'),
    [reintegration('1.4.1', 'closed', markerOf([id('a')]))],
    'missing',
  ],
  [
    'a cherry-pick of a listed commit',
    lineCommit('a', { origins: [[id('b')]] }),
    [reintegration('1.4.1', 'merged', markerOf([id('b')]))],
    'listed',
  ],
  [
    'a cherry-pick of a listed commit with another part',
    lineCommit('a', { origins: [[id('b')], []] }),
    [reintegration('1.4.1', 'merged', markerOf([id('b')]))],
    'missing',
  ],
  ['nowhere', lineCommit('a'), [], 'missing'],
] as const)('finds a commit on the default branch: %s', (_, commit, reintegrations, on) => {
  expect(audit([commit], [], reintegrations)).toMatchObject([{ commit: id('a'), on }])
})

test('leaves out a merge without changes, unless main has it', () => {
  expect(audit([lineCommit('a', { carries: false })], [], [])).toEqual([])
  expect(audit([lineCommit('a', { carries: false, on: 'ancestry' })], [], [])).toHaveLength(1)
})

test('assigns a commit to the first version with it, also through merges that are left out', () => {
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

test('names missing commits with their open pull request, and fails the check', () => {
  const commits = [audited('a', { version: '1.4.1' }), audited('b', { on: 'patch' }), audited('c')]
  const line = auditedLine({ commits, reintegrations: [reintegration('1.4.1', 'open', markerOf([id('a')]))] })
  const missing = unreintegratedIn([line])
  expect(missing).toEqual([
    { version: '1.4.1', commit: id('a'), pr: 61 },
    { version: null, commit: id('c'), pr: null },
  ])
  expect(hotfixesCheck([])).toMatchObject({ passed: true })
  const lacked = missing.map((hotfix) => ({ ...hotfix, onMain: false }))
  expect(hotfixesCheck(lacked)).toEqual({
    name: 'missing-hotfixes',
    passed: false,
    finding: '2 hotfix commits are missing on the default branch: 1.4.1, ccccccc.',
    remedy: 'Merge #61, then publish the next draft.',
  })
  expect(hotfixesCheck(lacked.slice(1)).remedy).toMatch(
    /^Run `rel hotfix reintegrate`, merge its pull request, then publish/,
  )
  const [first, second] = lacked as [MissingCommit, MissingCommit]
  expect(hotfixesCheck([{ ...first, onMain: true }, second]).finding).toContain(
    'missing on the default branch: ccccccc.',
  )
  expect(hotfixesCheck([{ ...first, onMain: true }])).toMatchObject({
    passed: false,
    finding: '1 hotfix commit is on the default branch but not in this release: 1.4.1.',
    remedy: 'Publish the next draft of the default branch.',
  })
})
