import { expect, test } from 'vitest'
import { hotfixName, skippedPicks } from '../../../src/domain/hotfix/facts.js'
import {
  emptyPullRequests,
  commitsOf,
  type MergedCommit,
  type PickSource,
  type PickAttempt,
} from '../../../src/domain/hotfix/cherry-pick.js'

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

test.each<[string, number[], number[], number[]]>([
  ['all of it became something', [], [1, 2], []],
  ['none of it did', [1, 2], [3], [1, 2]],
  ['several commits of it did not', [1, 1], [], [1]],
  ['one commit of a row did', [1, 2], [1], [2]],
])('what came to nothing: %s', (_, nothing, something, expected) => {
  expect(emptyPullRequests(nothing, something)).toEqual(expected)
})

const tried = (pullRequest: number, result: PickAttempt['result']): PickAttempt => ({
  pullRequest,
  commit: `c${pullRequest}`,
  result,
  newCommit: null,
})
const [there, nothingLeft] = ['hotfix/login has it already', 'nothing of it is left to change']
test.each<[string, PickAttempt[], number[], [number, string][]]>([
  ['nothing that is picked, or waits', [tried(1, 'picked'), tried(2, 'conflict')], [], []],
  ['what is there', [tried(1, 'present')], [], [[1, there]]],
  ['what is empty', [tried(1, 'empty')], [], [[1, nothingLeft]]],
  [
    'what came to nothing by hand, with what is picked after it',
    [tried(2, 'present')],
    [1],
    [
      [1, nothingLeft],
      [2, there],
    ],
  ],
])('skipped is %s', (_, picks, nothing, skipped) => {
  expect(skippedPicks({ name: 'login', picks, resolvedToNothing: nothing })).toEqual(
    skipped.map(([pr, reason]) => ({ pr, reason })),
  )
})

const waiting = (name: string) => ({ name, directory: '', head: '', wanted: [], unmerged: [], stopped: true })
test.each([
  ['given', { name: 'login', picks: [57] }, [waiting('other')], 'hotfix/third', 'login'],
  ['by the picks', { name: undefined, picks: [57, 61] }, [waiting('other')], 'hotfix/third', 'pick-57-61'],
  ['by picks that wait', { name: undefined, picks: [] }, [waiting('other')], 'hotfix/third', 'other'],
  ['by the branch', { name: undefined, picks: [] }, [], 'hotfix/third', 'third'],
] as const)('a name, %s', (_, wish, trees, current, name) => {
  expect(hotfixName(wish, trees, current)).toBe(name)
})

test.each(['a/b', '..', 'a..b', '-a', 'a.lock', 'a b', '', 'ä'])('"%s" is no name', (name) => {
  expect(() => hotfixName({ name, picks: [] }, [], null)).toThrow(/cannot be the name/)
})
