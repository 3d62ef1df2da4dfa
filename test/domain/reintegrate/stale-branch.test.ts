import { expect, test } from 'vitest'
import { holdsOnly, type BranchCommit } from '../../../src/domain/reintegrate/stale-branch.js'
import { audited, id } from '../../support/lines.js'

const held = (letter: string, given: Partial<BranchCommit> = {}): BranchCommit => ({
  commit: id(letter),
  isMerge: false,
  isOfLine: false,
  origins: [],
  ...given,
})
const commits = [
  audited('a'),
  audited('b', { on: 'listed' }),
  audited('c', { on: 'patch' }),
  audited('d', { on: 'ancestry' }),
]

test.each<[string, readonly BranchCommit[], boolean]>([
  ['no commit', [], true],
  ['a missing commit', [held('a', { isOfLine: true })], true],
  ['a commit of the line without changes', [held('e', { isOfLine: true })], true],
  ['a merge', [held('e', { isMerge: true })], true],
  ['a cherry-pick of a missing commit', [held('e', { origins: [id('a')] })], true],
  ['a cherry-pick of such a cherry-pick', [held('e', { origins: [id('f'), id('a')] })], true],
  ['a commit that was squashed into main', [held('b', { isOfLine: true })], false],
  ['a commit that was cherry-picked into main', [held('c', { isOfLine: true })], false],
  ['a cherry-pick of a squashed commit', [held('e', { origins: [id('b')] })], false],
  ['a cherry-pick of a commit that is not on the line', [held('e', { origins: [id('f')] })], false],
  ['a cherry-pick that was picked again elsewhere', [held('e', { origins: [id('a'), id('f')] })], false],
  ['a commit of the line from before a reset', [held('a', { isOfLine: true }), held('e')], false],
])('decides whether a branch without a pull request can be used: %s', (_, own, only) => {
  expect(holdsOnly(own, commits)).toBe(only)
})
