import { expect, test } from 'vitest'
import {
  commitsFromMain,
  isUndecided,
  isRead,
  mayBringMain,
  type Comparison,
} from '../../../src/domain/line/merged-main.js'

/** `c:b` is the commit c, whose first parent is b; newest first. A `…` at the end: there is more to read. */
function told(text: string, head = ''): Comparison {
  const words = text.split(' ').filter(Boolean)
  const commits = words
    .filter((word) => word !== '…')
    .map((word) => ({ commit: word.split(':')[0]!, parent: word.split(':')[1] ?? null }))
  return { base: '', head, from: '', commits, more: words.at(-1) === '…' ? { before: 'x' } : null }
}

test.each([
  { what: 'nothing new', line: '', main: '', suspect: false },
  { what: 'a commit of its own', line: 'fix', main: 'fix', suspect: false },
  { what: 'one on a line that main lacks', line: 'fix', main: 'fix before', suspect: false },
  {
    what: 'one on a line that has hundreds which main lacks',
    line: 'fix',
    main: 'fix before …',
    suspect: false,
  },
  { what: 'a commit that main has', line: 'fix m1', main: 'fix', suspect: true },
  { what: 'the head of main itself', line: 'm1', main: '', suspect: true },
  { what: 'more than was read', line: 'fix …', main: 'fix …', suspect: true },
])('a head with $what: suspect $suspect', ({ line, main, suspect }) => {
  expect(mayBringMain(told(line), told(main))).toBe(suspect)
})

test.each([
  { what: 'begun on main', own: 'fix m2 m1', main: 'm3:m2 m2:m1 m1:r', brings: 'm2 m1' },
  { what: 'with main merged into it', own: 'merge m1 fix', main: 'm1:r', brings: 'm1' },
  // M:m1 is the merge of the pull request that has `shared`.
  { what: 'of a pull request that main has too', own: 'fix shared', main: 'M:m1 shared:r m1:r', brings: '' },
  {
    what: 'begun on main behind a merge',
    own: 'fix M shared m1',
    main: 'm2:M M:m1 shared:r m1:r',
    brings: 'M m1',
  },
  {
    what: 'begun at a version, on a line that was put back',
    own: 'fix v1',
    main: 'v1:r',
    patches: ['fix v1', 'fix'],
    brings: '',
  },
  {
    what: 'begun at a version, with main merged into it',
    own: 'merge m1 fix v1',
    main: 'm1:back back:v1 v1:r',
    patches: ['merge m1 fix v1', 'merge m1 fix'],
    brings: 'm1',
  },
])('a branch $what brings of main: "$brings"', ({ own, main, patches = [], brings }) => {
  const inflow = {
    own: told(own),
    main: told(main, main.split(':')[0]),
    patches: patches.map((one) => told(one)),
  }
  expect([commitsFromMain(inflow).join(' '), isUndecided(inflow), isRead(inflow)]).toEqual([
    brings,
    false,
    true,
  ])
})

test.each([
  { what: 'its own commits go on', own: 'fix …', main: 'm1:r', open: true },
  { what: 'main goes on', own: 'fix m1', main: 'm3:m2 m2:m1 …', open: true },
  { what: 'one was found', own: 'fix m2 …', main: 'm3:m2 m2:m1 …', open: false },
  { what: 'a version may still lack it', own: 'fix m1', main: 'm3:m1 m1:r', patches: ['fix …'], open: true },
  { what: 'a version has all of it', own: 'v1', main: 'm3:m2 …', patches: ['', 'v1 …'], open: false },
])('as long as nothing is known, more is read: $what, $open', ({ own, main, patches = [], open }) => {
  const inflow = { own: told(own), main: told(main, 'm3'), patches: patches.map((one) => told(one)) }
  expect([isUndecided(inflow), isRead(inflow)]).toEqual([open, false])
})
