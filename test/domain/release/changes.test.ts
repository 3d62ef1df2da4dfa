import { expect, test } from 'vitest'
import {
  changesOf,
  commitsToAskAbout,
  type Change,
  type PullRequestsByCommit,
} from '../../../src/domain/release/changes.js'
import {
  authorOf,
  coAuthorsOf,
  pullRequestThatIntroduced,
  pullRequestInSubject,
  type Commit,
  type Merged,
} from '../../../src/domain/release/commit.js'
import { withoutReverted } from '../../../src/domain/release/reverts.js'
import { commit, merged, oidOf, squashed } from '../../support/release.js'

const inShort = (changes: readonly Change[]): string[] =>
  changes.map(({ pull, title, commits }) =>
    [pull ? `#${pull.number}` : title, commits.length > 1 ? `(${commits.length} commits)` : '']
      .filter(Boolean)
      .join(' '),
  )
const at = (pulls: Readonly<Record<string, Merged | null>>): PullRequestsByCommit =>
  new Map(Object.entries(pulls).map(([name, pull]) => [oidOf(name), pull]))

test.each<[string, readonly Commit[], PullRequestsByCommit, string[]]>([
  ['squashed', [commit('b', ['a']), commit('a', ['base'])], at({ b: merged(2), a: merged(1) }), ['#2', '#1']],
  [
    'merged: its commits belong to it',
    [commit('m', ['base', 'y']), commit('y', ['x']), commit('x', ['base'])],
    at({ m: merged(3) }),
    ['#3 (3 commits)'],
  ],
  [
    'rebased: each of its commits belongs to it',
    [commit('c', ['b']), commit('b', ['a']), commit('a', ['base'])],
    at({ c: merged(4), b: merged(4), a: merged(5) }),
    ['#4 (2 commits)', '#5'],
  ],
  [
    'pushed without a pull request: listed by its message',
    [commit('b', ['a'], 'Fix by hand\n\nMore.'), commit('a', ['base'])],
    at({ b: null, a: merged(1) }),
    ['Fix by hand', '#1'],
  ],
  [
    'a branch merged by hand: each of its commits, without the merge',
    [commit('m', ['a', 'y']), commit('y', ['x'], 'Two'), commit('x', ['base'], 'One'), commit('a', ['base'])],
    at({ m: null, y: null, x: merged(6), a: merged(1) }),
    ['Two', '#6', '#1'],
  ],
  [
    'a merge of released commits is no change',
    [commit('m', ['a', 'old']), commit('a', ['base'])],
    at({ m: null, a: merged(1) }),
    ['#1'],
  ],
  [
    'the default branch merged into a branch: only its own commits belong to it',
    [commit('m', ['a', 'y']), commit('y', ['x', 'a']), commit('x', ['base']), commit('a', ['base'])],
    at({ m: merged(8), a: merged(1) }),
    ['#8 (3 commits)', '#1'],
  ],
  [
    'a reintegration of released commits is no change',
    [commit('r', ['a', 'h']), commit('h', ['base']), commit('a', ['base'])],
    at({ r: merged(9, { head: 'reintegrate/1.4.1' }), a: merged(1) }),
    ['#1'],
  ],
  [
    'a squashed reintegration, recognised by its marker',
    [commit('r', ['a']), commit('a', ['base'])],
    at({ r: merged(9, { body: '<!-- rel:reintegrates abc -->' }), a: merged(1) }),
    ['#1'],
  ],
])('computes changes: %s', (_, commits, pulls, expected) => {
  const range = { head: commits[0]!.oid, commits }
  expect(commitsToAskAbout(range, pulls)).toEqual([])
  expect(inShort(changesOf(range, pulls))).toEqual(expected)
})

test.each([
  ['1.4.0', []],
  ['1.4.2', []],
  ['1.3.0', []],
  ['1.5.0', ['#9']],
  ['v1.5.1', ['#9']],
  ['api/1.5.0', ['#9']],
  [null, []],
])('a reintegration of 1.4.1 after %s adds the changes %j', (previous, expected) => {
  const range = { head: oidOf('r'), commits: [commit('r', ['base'])] }
  const pulls = at({ r: merged(9, { head: 'reintegrate/1.4.1' }) })
  expect(inShort(changesOf(range, pulls, previous))).toEqual(expected)
})

test('queries commits of a merge only if the merge has no pull request', () => {
  const commits = [commit('m', ['a', 'x']), commit('x', ['base']), commit('a', ['base'])]
  const range = { head: oidOf('m'), commits }
  const names = (pulls: PullRequestsByCommit) => commitsToAskAbout(range, pulls).map(({ message }) => message)
  expect(names(at({}))).toEqual(['m', 'a'])
  expect(names(at({ m: merged(1), a: null }))).toEqual([])
  expect(names(at({ m: null, a: null }))).toEqual(['x'])
})

test.each([
  ['Add login (#12)', 12],
  ['Fix (#12) (#15)', 15],
  ['Revert "Add login (#12)" (#15)', 15],
  ['Merge pull request #12 from acme/login', 12],
  ['Add login #12', null],
  ['See (#12) for more', null],
  ['(#0)', null],
])('reads the pull request from the subject %s: %s', (subject, number) => {
  expect(pullRequestInSubject(commit('a', [], `${subject}\n\n(#99)`))).toBe(number)
})

test('selects the pull request into the branch, preferably the one with this merge commit', () => {
  const own = commit('a', [])
  const mergedAs = merged(3, { mergeCommit: own.oid })
  expect(
    pullRequestThatIntroduced(own, [merged(1, { base: 'develop' }), merged(2), mergedAs], ['main']),
  ).toBe(mergedAs)
  expect(pullRequestThatIntroduced(own, [merged(1, { base: 'develop' }), merged(2)], ['main'])?.number).toBe(
    2,
  )
  expect(pullRequestThatIntroduced(own, [merged(1, { base: 'release/1.4.0' })], ['main'])).toBeNull()
})

test('reads co-authors from trailers, with their login if the address has it', () => {
  const message = [
    'Add login (#12)',
    '',
    'Co-authored-by: Rosa Luna <rosa@acme.example>',
    'co-authored-by: Quinn <123+quinn@users.noreply.github.com>',
    'Co-authored-by: nobody',
  ].join('\n')
  expect(coAuthorsOf(commit('a', [], message))).toEqual([
    { name: 'Rosa Luna', login: null, bot: false },
    { name: 'Quinn', login: 'quinn', bot: false },
  ])
  expect(authorOf('renovate', '1+renovate[bot]@users.noreply.github.com')).toMatchObject({ bot: true })
  const squash = commit('a', ['base'], `${message}\nCo-authored-by: Dev Eloper <dev@home.example>`)
  const [change] = changesOf({ head: squash.oid, commits: [squash] }, new Map([[squash.oid, merged(12)]]))
  expect(change?.authors.map(({ name, login }) => login ?? name)).toEqual(['dev', 'Rosa Luna', 'quinn'])
})

const revert = (number: number, of: number): Merged =>
  merged(number, { title: `Revert "Change ${of}"`, body: `Reverts acme/widgets#${of}` })
test.each<[string, readonly Merged[], string[], string[]]>([
  ['no revert', [merged(1)], ['#1'], []],
  ['of an unreleased change: neither is listed', [revert(3, 1), merged(2), merged(1)], ['#2'], ['#1 by #3']],
  ['of a released change: listed', [revert(3, 99), merged(1)], ['#3', '#1'], []],
  ['a reverted revert', [revert(5, 3), revert(3, 1), merged(1)], ['#1'], ['#3 by #5']],
  [
    'of several changes, one of them released',
    [merged(4, { body: 'Reverts #1\nReverts #98' }), merged(1)],
    ['#4'],
    ['#1 by #4'],
  ],
  [
    'a number elsewhere in the text',
    [merged(4, { body: 'This reverts #1, in a way' }), merged(1)],
    ['#4', '#1'],
    [],
  ],
])('handles reverts: %s', (_, pulls, listed, expected) => {
  const { changes, reverted } = withoutReverted(squashed(...pulls))
  expect(inShort(changes)).toEqual(listed)
  expect(reverted.map(({ change, revert }) => `#${change.pull?.number} by #${revert.pull?.number}`)).toEqual(
    expected,
  )
})

test('recognises a git revert without a pull request', () => {
  const commits = [
    commit('b', ['a'], `Revert "a"\n\nThis reverts commit ${oidOf('a')}.`),
    commit('a', ['base']),
  ]
  const all = changesOf({ head: oidOf('b'), commits }, at({ a: null, b: null }))
  expect(withoutReverted(all).changes).toEqual([])
})
