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
  ['nothing', [], true],
  ['what is missing', [held('a', { isOfLine: true })], true],
  ['a commit of the line that carries nothing', [held('e', { isOfLine: true })], true],
  ['a merge', [held('e', { isMerge: true })], true],
  ['a pick of what is missing', [held('e', { origins: [id('a')] })], true],
  ['a pick of such a pick', [held('e', { origins: [id('f'), id('a')] })], true],
  ['what a squash brought', [held('b', { isOfLine: true })], false],
  ['what was picked to main', [held('c', { isOfLine: true })], false],
  ['a pick of what a squash brought', [held('e', { origins: [id('b')] })], false],
  ['a pick of what is not on the line', [held('e', { origins: [id('f')] })], false],
  ['a pick of the line that was picked again elsewhere', [held('e', { origins: [id('a'), id('f')] })], false],
  ['what the line had before it was put back', [held('a', { isOfLine: true }), held('e')], false],
])('a branch without a pull request holds only what comes back: %s', (_, own, only) => {
  expect(holdsOnly(own, commits)).toBe(only)
})
