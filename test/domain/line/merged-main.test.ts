import { expect, test } from 'vitest'
import {
  commitsFromMain,
  isUndecided,
  isRead,
  mayBringMain,
  type Comparison,
} from '../../../src/domain/line/merged-main.js'

/** `c:b` is the commit c with the first parent b; newest first. A `…` at the end: there is more to read. */
function comparison(text: string, head = ''): Comparison {
  const words = text.split(' ').filter(Boolean)
  const commits = words
    .filter((word) => word !== '…')
    .map((word) => ({ commit: word.split(':')[0]!, parent: word.split(':')[1] ?? null }))
  return { base: '', head, from: '', commits, more: words.at(-1) === '…' ? { before: 'x' } : null }
}

test.each([
  { what: 'no new commit', line: '', main: '', suspect: false },
  { what: 'a commit of its own', line: 'fix', main: 'fix', suspect: false },
  { what: 'one on a line that is ahead of main', line: 'fix', main: 'fix before', suspect: false },
  {
    what: 'one on a line that is hundreds of commits ahead of main',
    line: 'fix',
    main: 'fix before …',
    suspect: false,
  },
  { what: 'a commit that main has', line: 'fix m1', main: 'fix', suspect: true },
  { what: 'the head of main itself', line: 'm1', main: '', suspect: true },
  { what: 'more than was read', line: 'fix …', main: 'fix …', suspect: true },
])('decides whether a head with $what may merge main: $suspect', ({ line, main, suspect }) => {
  expect(mayBringMain(comparison(line), comparison(main))).toBe(suspect)
})

test.each([
  { what: 'started on main', own: 'fix m2 m1', main: 'm3:m2 m2:m1 m1:r', merges: 'm2 m1' },
  { what: 'with main merged into it', own: 'merge m1 fix', main: 'm1:r', merges: 'm1' },
  // M:m1 is the merge of the pull request that has `shared`.
  {
    what: 'of a pull request that is also merged into main',
    own: 'fix shared',
    main: 'M:m1 shared:r m1:r',
    merges: '',
  },
  {
    what: 'started on main after a merge',
    own: 'fix M shared m1',
    main: 'm2:M M:m1 shared:r m1:r',
    merges: 'M m1',
  },
  {
    what: 'started at a version, on a line that was reset',
    own: 'fix v1',
    main: 'v1:r',
    patches: ['fix v1', 'fix'],
    merges: '',
  },
  {
    what: 'started at a version, with main merged into it',
    own: 'merge m1 fix v1',
    main: 'm1:back back:v1 v1:r',
    patches: ['merge m1 fix v1', 'merge m1 fix'],
    merges: 'm1',
  },
])('finds the commits of main on a branch $what: "$merges"', ({ own, main, patches = [], merges }) => {
  const facts = {
    own: comparison(own),
    main: comparison(main, main.split(':')[0]),
    patches: patches.map((patch) => comparison(patch)),
  }
  expect([commitsFromMain(facts).join(' '), isUndecided(facts), isRead(facts)]).toEqual([merges, false, true])
})

test.each([
  { what: 'there are more own commits', own: 'fix …', main: 'm1:r', open: true },
  { what: 'there are more commits of main', own: 'fix m1', main: 'm3:m2 m2:m1 …', open: true },
  { what: 'a commit of main was found', own: 'fix m2 …', main: 'm3:m2 m2:m1 …', open: false },
  {
    what: 'a version is not read completely',
    own: 'fix m1',
    main: 'm3:m1 m1:r',
    patches: ['fix …'],
    open: true,
  },
  { what: 'a version has every commit', own: 'v1', main: 'm3:m2 …', patches: ['', 'v1 …'], open: false },
])('reads more until it is decided: $what, $open', ({ own, main, patches = [], open }) => {
  const facts = {
    own: comparison(own),
    main: comparison(main, 'm3'),
    patches: patches.map((patch) => comparison(patch)),
  }
  expect([isUndecided(facts), isRead(facts)]).toEqual([open, false])
})
