import { afterAll, beforeAll, expect, test } from 'vitest'
import { alreadyOn, auditLine, commitsOfMain } from '../../src/git/commit-audit.js'
import { pick } from '../../src/git/pick.js'
import { createHistory, type History } from '../support/history.js'

let history: History
let start: string
const rows = (change: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: 9 }, (_, index) => `${change[index] ?? index}\n`).join('')

beforeAll(async () => {
  history = await createHistory()
  start = await history.commit({
    changes: { 'a.txt': rows(), 'b.txt': 'b\n', 'image.bin': Buffer.from([0, 1]) },
  })
})
afterAll(() => history.remove())

const on = (file: string, content: string | Buffer, parent = start, message = 'Fix it') =>
  history.commit({ parents: [parent], changes: { [file]: content }, message })
const picked = async (onto: string, commit: string): Promise<string> => {
  const result = await pick(history.location, onto, commit)
  if (result.result !== 'picked') throw new Error(result.result)
  return result.commit
}
const audited = async (main: string, head: string) =>
  (await auditLine(history.location, { main, tips: [head], start })).map(({ subject, on, carries }) => [
    subject,
    on,
    carries,
  ])

test('finds commits as ancestors, as equal patches, and missing ones', async () => {
  const fix = await on('a.txt', rows({ 1: 'fix' }))
  const other = await on('b.txt', 'other\n', fix, 'Other')
  const main = await on('c.txt', 'main\n')
  expect(await audited(main, other)).toEqual([
    ['Fix it', null, true],
    ['Other', null, true],
  ])
  const equal = await on('a.txt', rows({ 1: 'fix' }), main, 'The same by somebody else')
  expect(await audited(equal, other)).toEqual([
    ['Fix it', 'patch', true],
    ['Other', null, true],
  ])
  const merged = await history.commit({ parents: [main, fix], changes: { 'a.txt': rows({ 1: 'fix' }) } })
  expect(await audited(merged, other)).toEqual([
    ['Fix it', 'ancestry', true],
    ['Other', null, true],
  ])
})

test('finds an equal patch at another line, and of a binary file', async () => {
  const moved = await on('a.txt', `new\nnew\n${rows()}`)
  const fix = await on('a.txt', rows({ 7: 'fix' }))
  const binary = await on('image.bin', Buffer.from([0, 2]), fix, 'Binary')
  const same = await on('a.txt', `new\nnew\n${rows({ 7: 'fix' })}`, moved)
  const main = await on('image.bin', Buffer.from([0, 2]), same)
  const other = await on('image.bin', Buffer.from([0, 3]), same)
  expect((await audited(main, binary)).map(([, how]) => how)).toEqual(['patch', 'patch'])
  expect((await audited(other, binary)).map(([, how]) => how)).toEqual(['patch', null])
})

test('recognises a pick with a resolved conflict by its message, in both directions', async () => {
  const fix = await on('a.txt', rows({ 1: 'fix' }))
  const mine = await on('a.txt', rows({ 1: 'theirs' }))
  const toMain = await on(
    'a.txt',
    rows({ 1: 'settled' }),
    mine,
    `Fix it\n\n(cherry picked from commit ${fix})\n`,
  )
  expect((await audited(toMain, fix)).map(([, how]) => how)).toEqual(['patch'])
  const toLine = await on(
    'a.txt',
    rows({ 1: 'else' }),
    start,
    `Fix it\n\n(cherry picked from commit ${mine})\n`,
  )
  expect((await audited(mine, toLine)).map(([, how]) => how)).toEqual(['patch'])
  const elsewhere = await on('b.txt', 'never merged')
  const ofNobody = await on(
    'a.txt',
    rows({ 1: 'else' }),
    start,
    `Fix it\n\n(cherry picked from commit ${elsewhere})\n`,
  )
  expect((await audited(mine, ofNobody)).map(([, how]) => how)).toEqual([null])
})

test('counts a squash as a pick only if all of its commits are picks', async () => {
  const [one, two] = [
    await on('a.txt', rows({ 1: 'one' }), start, 'One\n\nWhy'),
    await on('b.txt', 'two\n', start, 'Two'),
  ]
  const main = await history.commit({ parents: [one, two], changes: { 'b.txt': 'two\n', 'c.txt': 'c' } })
  const cited = (commit: string): string => `(cherry picked from commit ${commit})`
  const squash = async (message: string) =>
    (await audited(main, await on('d.txt', message, start, message))).map(([, how]) => how)
  const pickOfOne = `One (#7)\n\nWhy\n\n${cited(one)}`
  expect(await squash(pickOfOne)).toEqual(['patch'])
  expect(await squash(`Fix (#9)\n\n* ${pickOfOne}\n\n* Two\n\n${cited(two)}\n`)).toEqual(['patch'])
  const credits = '---------\n\nCo-authored-by: Ann <ann@example.com>\n'
  expect(await squash(`Fix (#9)\n\n* ${pickOfOne}\n\n* Two\n\n${cited(two)}\n\n${credits}`)).toEqual([
    'patch',
  ])
  expect(await squash(`One (#9)\n\n* ${pickOfOne}\n\n* And this\n\n${credits}`)).toEqual([null])
  expect(await squash(`One (#9)\n\n* ${pickOfOne}\n\n* And this\n`)).toEqual([null])
  expect(await squash(`One (#9)\n\n* And this\n\n* ${pickOfOne}\n`)).toEqual([null])
  expect(await squash(`Something else\n\n${cited(one)}\n`)).toEqual([null])
})

test('recognises a pick of a squashed pull request, alone and squashed with others', async () => {
  const many = await on('a.txt', rows({ 1: 'many' }), start, 'Many (#8)\n\n* First\n\nWhy\n\n* Second')
  const two = await on('b.txt', 'two\n', many, 'Two')
  const squash = async (message: string) =>
    (await audited(two, await on('d.txt', message, start, message))).map(([, how]) => how)
  const cited = (commit: string): string => `(cherry picked from commit ${commit})`
  const pickOfMany = `Many (#8)\n\n* First\n\nWhy\n\n* Second\n\n${cited(many)}`
  expect(await squash(pickOfMany)).toEqual(['patch'])
  expect(await squash(pickOfMany.replace('(#8)', '(#8) (#14)'))).toEqual(['patch'])
  const pickOfTwo = `Two\n\n${cited(two)}`
  expect(await squash(`Both (#9)\n\n* ${pickOfMany}\n\n* ${pickOfTwo}\n`)).toEqual(['patch'])
  expect(await squash(`Both (#9)\n\n* ${pickOfTwo}\n\n* ${pickOfMany}\n`)).toEqual(['patch'])
  expect(await squash(`Both (#9)\n\n* Mine\n\n* ${pickOfMany}\n`)).toEqual([null])
  expect(await squash(`Both (#9)\n\n* ${pickOfMany}\n\n* Mine\n`)).toEqual([null])
  expect(await squash(`${pickOfMany.replace('* Second', '* Second\n\n* Mine')}`)).toEqual([null])
})

test('counts no own change for a clean merge and an empty commit, but for a merge with a resolved conflict', async () => {
  const main = await on('c.txt', 'main\n')
  const [one, two] = [await on('a.txt', rows({ 1: 'one' })), await on('b.txt', 'two\n')]
  const clean = await history.commit({ parents: [one, two], changes: { 'b.txt': 'two\n' }, message: 'Clean' })
  const evil = await history.commit({ parents: [one, two], changes: { 'b.txt': 'evil\n' }, message: 'Evil' })
  const empty = await history.commit({ parents: [clean], message: 'Empty' })
  const carriesOf = async (head: string) =>
    (await audited(main, head)).map(([subject, , carries]) => [subject, carries])
  expect(await carriesOf(empty)).toEqual(
    expect.arrayContaining([
      ['Clean', false],
      ['Empty', false],
    ]),
  )
  expect(await carriesOf(evil)).toContainEqual(['Evil', true])
})

test('finds what a line already has by ancestry, patch or message, but not what it reverted later', async () => {
  const fix = await on('a.txt', rows({ 1: 'fix' }))
  const other = await on('b.txt', 'other\n')
  const line = await picked(await on('c.txt', 'line\n'), fix)
  const found = (head: string) => alreadyOn(history.location, { head, start }, [fix, other])
  expect(await found(line)).toEqual([fix])
  const settled = await on(
    'a.txt',
    rows({ 1: 'else' }),
    start,
    `Fix it\n\n(cherry picked from commit ${fix})\n`,
  )
  expect(await found(settled)).toEqual([fix])
  expect(await found(await on('c.txt', 'more\n', fix))).toEqual([fix])
  const silent = await on('a.txt', rows({ 1: 'fix' }), await on('c.txt', 'line\n'), 'Without an origin')
  expect(await found(silent)).toEqual([fix])
  for (const reverted of [line, silent]) {
    const message = `Revert "Fix it"\n\nThis reverts commit ${reverted}.\n`
    expect(await found(await on('a.txt', rows(), reverted, message))).toEqual([])
  }
})

test('finds commits of main in a line, but not commits that a pull request shares with both', async () => {
  const shared = await on('b.txt', 'shared\n')
  const [one, two] = await history.commits([
    { parents: [start], changes: { 'm.txt': '1' } },
    { parents: [':1', shared], changes: { 'b.txt': 'shared\n' } },
  ])
  const line = await on('a.txt', rows({ 1: 'fix' }))
  const ofMain = (head: string, known: readonly string[] = [start]) =>
    commitsOfMain(history.location, { main: two!, head, known })
  expect(await ofMain(line)).toEqual([])
  const withShared = await history.commit({ parents: [line, shared], changes: { 'b.txt': 'shared\n' } })
  expect(await ofMain(withShared)).toEqual([])
  const updated = await history.commit({ parents: [withShared, two!], changes: { 'm.txt': '1' } })
  expect(await ofMain(updated)).toEqual(expect.arrayContaining([one, two]))
  // Released commits are not checked again.
  expect(await ofMain(await on('c.txt', 'next', updated), [start, updated])).toEqual([])
  const cutFromMain = await on('a.txt', rows({ 1: 'fix' }), one)
  expect(await ofMain(cutFromMain)).toEqual([one])
})
