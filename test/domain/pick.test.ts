import { expect, test } from 'vitest'
import { nameFrom } from '../../src/domain/hotfix.js'
import { commitsOf, type MergedCommit, type PickSource } from '../../src/domain/pick.js'

const own = (subject: string, at: number) => ({ subject, email: 'dev@acme.example', at })
const source = (...commits: PickSource['commits']): PickSource => ({
  number: 57,
  title: 'Fix it',
  author: 'dev',
  state: 'merged',
  mergedAt: '',
  mergeCommit: 'x',
  head: 'h',
  commits,
})
const merged = (commit: string, subject: string, at: number, parents = 1): MergedCommit => ({
  commit,
  parents,
  ...own(subject, at),
})

test.each([
  [
    'a merge commit',
    source(own('One', 1), own('Two', 2)),
    [merged('m', 'Merge #57', 9, 2), merged('z', 'Zero', 0)],
    ['m'],
  ],
  [
    'a squash of several',
    source(own('One', 1), own('Two', 2)),
    [merged('s', 'Fix it (#57)', 9), merged('z', 'Zero', 0)],
    ['s'],
  ],
  [
    'a rebase of several',
    source(own('One', 1), own('Two', 2)),
    [merged('b', 'Two', 2), merged('a', 'One', 1)],
    ['a', 'b'],
  ],
  ['one commit', source(own('One', 1)), [merged('s', 'One (#57)', 9)], ['s']],
  [
    'a squash that kept words and time',
    source(own('One', 1), own('Two', 2)),
    [merged('s', 'Two', 2), merged('z', 'Zero', 0)],
    ['s'],
  ],
] as const)('the commits of %s', (_, given, chain, commits) => {
  expect(commitsOf(given, chain)).toEqual(commits)
})

const waiting = (name: string) => ({ name, directory: '', head: '', unmerged: [], stopped: true })
test.each([
  ['given', { name: 'login', picks: [57] }, [waiting('other')], 'hotfix/third', 'login'],
  ['by the picks', { name: undefined, picks: [57, 61] }, [waiting('other')], 'hotfix/third', 'pick-57-61'],
  ['by picks that wait', { name: undefined, picks: [] }, [waiting('other')], 'hotfix/third', 'other'],
  ['by the branch', { name: undefined, picks: [] }, [], 'hotfix/third', 'third'],
] as const)('a name, %s', (_, wish, trees, current, name) => {
  expect(nameFrom(wish, trees, current)).toBe(name)
})

test.each(['a/b', '..', 'a..b', '-a', 'a.lock', 'a b', '', 'ä'])('"%s" is no name', (name) => {
  expect(() => nameFrom({ name, picks: [] }, [], null)).toThrow(/cannot be the name/)
})
