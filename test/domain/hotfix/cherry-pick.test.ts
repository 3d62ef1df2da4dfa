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
    'a squash with the same subject and time',
    source(own('One', 1), own('Two', 2)),
    [merged('s', 'Two', 2), merged('z', 'Zero', 0)],
    ['s'],
  ],
] as const)('finds the commits of %s on the base', (_, given, chain, commits) => {
  expect(commitsOf(given, chain)).toEqual(commits)
})

test.each<[string, number[], number[], number[]]>([
  ['no commit is empty', [], [1, 2], []],
  ['every commit is empty', [1, 2], [3], [1, 2]],
  ['several commits are empty', [1, 1], [], [1]],
  ['one of two commits is empty', [1, 2], [1], [2]],
])('finds pull requests with only empty cherry-picks: %s', (_, empty, picked, expected) => {
  expect(emptyPullRequests(empty, picked)).toEqual(expected)
})

const tried = (pullRequest: number, result: PickAttempt['result']): PickAttempt => ({
  pullRequest,
  commit: `c${pullRequest}`,
  result,
  newCommit: null,
})
const [present, emptyPick] = ['already in hotfix/login', 'the cherry-pick is empty']
test.each<[string, PickAttempt[], number[], [number, string][]]>([
  ['no picked or conflicting commit', [tried(1, 'picked'), tried(2, 'conflict')], [], []],
  ['a commit that is present', [tried(1, 'present')], [], [[1, present]]],
  ['an empty cherry-pick', [tried(1, 'empty')], [], [[1, emptyPick]]],
  [
    'an empty resolved cherry-pick, and a present commit after it',
    [tried(2, 'present')],
    [1],
    [
      [1, emptyPick],
      [2, present],
    ],
  ],
])('reports as skipped: %s', (_, picks, resolvedToNothing, skipped) => {
  expect(skippedPicks({ name: 'login', picks, resolvedToNothing })).toEqual(
    skipped.map(([pr, reason]) => ({ pr, reason })),
  )
})

const inProgress = (name: string) => ({
  name,
  directory: '',
  head: '',
  wanted: [],
  unmerged: [],
  stopped: true,
})
test.each([
  ['the given name', { name: 'login', picks: [57] }, [inProgress('other')], 'hotfix/third', 'login'],
  ['the picks', { name: undefined, picks: [57, 61] }, [inProgress('other')], 'hotfix/third', 'pick-57-61'],
  [
    'the only cherry-pick in progress',
    { name: undefined, picks: [] },
    [inProgress('other')],
    'hotfix/third',
    'other',
  ],
  ['the branch that is checked out', { name: undefined, picks: [] }, [], 'hotfix/third', 'third'],
] as const)('takes the name of a hotfix from %s', (_, options, worktrees, current, name) => {
  expect(hotfixName(options, worktrees, current)).toBe(name)
})

test.each(['a/b', '..', 'a..b', '-a', 'a.lock', 'a b', '', 'ä'])('refuses the name "%s"', (name) => {
  expect(() => hotfixName({ name, picks: [] }, [], null)).toThrow(/^Invalid hotfix name/)
})
