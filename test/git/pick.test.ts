import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCommits } from '../../src/git/commit.js'
import { merge } from '../../src/git/merge.js'
import { pick, pickEach } from '../../src/git/pick.js'
import { createHistory, gitIn, type Change, type History } from '../support/history.js'

let history: History
let base: string
let line: string
const lines = (...changed: readonly string[]): string =>
  `${['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'].map((word, index) => changed[index] ?? word).join('\n')}\n`

beforeAll(async () => {
  history = await createHistory()
  const files = {
    'a.txt': lines(),
    'b.txt': 'b\n',
    'image.bin': Buffer.from([0, 1, 2, 255]),
    'folder/c.txt': 'c\n',
  }
  base = await history.commit({ changes: files, message: 'Begin' })
  line = await history.commit({
    parents: [base],
    changes: { 'a.txt': lines(...(Array(7).fill(undefined) as string[]), 'line') },
  })
})
afterAll(() => history.remove())

/** What git itself makes of the same pick, in a work tree that is gone afterwards. */
async function cherryPick(onto: string, commit: string): Promise<string> {
  const directory = `${history.directory}-tree`
  await history.git('worktree', 'add', '--quiet', '--detach', directory, onto)
  try {
    const user = ['-c', 'user.name=Git', '-c', 'user.email=git@example.com']
    await gitIn(directory, [...user, 'cherry-pick', '-x', '--mainline', '1', commit])
    return await gitIn(directory, ['rev-parse', 'HEAD'])
  } finally {
    await history.git('worktree', 'remove', '--force', directory)
  }
}
/** The tree, the author and the message: all but who committed, and when. */
async function shown(commit: string): Promise<unknown> {
  const { tree, parents, author, message } = (await readCommits(history.place, [commit])).get(commit)!
  return { tree, parents, author, message: Buffer.from(message, 'latin1').toString() }
}

test.each<[string, string, Record<string, Change>]>([
  ['a change', 'Change', { 'a.txt': lines('uno') }],
  ['a message with a body', 'Change\n\nBecause of this,\nand of that.\n', { 'a.txt': lines('uno') }],
  ['a message with trailers', 'Change\n\nBody.\n\nSigned-off-by: Ann <ann@example.com>\n', { 'b.txt': 'x' }],
  ['a pick of a pick', `Change\n\n(cherry picked from commit ${'a'.repeat(40)})\n`, { 'b.txt': 'x' }],
  ['words that are no trailers', 'Change\n\nBody.\n\nNote: this is\nno trailer\n', { 'b.txt': 'x' }],
  ['a subject that looks like a trailer', 'fix: change', { 'b.txt': 'x' }],
  ['more than ASCII', 'Ändere œuvre 💥\n', { 'b.txt': 'ä' }],
  ['a new file, a deleted one', 'Change', { 'new/deep/file.txt': 'new\n', 'folder/c.txt': null }],
  ['a binary file', 'Change', { 'image.bin': Buffer.from([255, 0, 1]) }],
  ['a rename', 'Change', { 'a.txt': { to: 'renamed.txt' } }],
])('picks %s as git does, with the same id every time', async (_, message, changes) => {
  const commit = await history.commit({ parents: [base], message, changes })
  const picked = await pick(history.place, line, commit)
  expect(picked).toMatchObject({ result: 'picked' })
  expect(await pick(history.place, line, commit)).toEqual(picked)
  if (picked.result === 'picked')
    expect(await shown(picked.commit)).toEqual(await shown(await cherryPick(line, commit)))
})

test('a merge commit is picked by what it brought to its first parent', async () => {
  const branch = await history.commits([
    { parents: [base], changes: { 'b.txt': 'one' } },
    { parents: [':1'], changes: { 'b.txt': 'two', 'new.txt': 'new' } },
    {
      parents: [base, ':2'],
      message: 'Merge pull request #7',
      changes: { 'b.txt': 'two', 'new.txt': 'new' },
    },
  ])
  const picked = await pick(history.place, line, branch[2]!)
  if (picked.result !== 'picked') throw new Error(picked.result)
  expect(await shown(picked.commit)).toEqual(await shown(await cherryPick(line, branch[2]!)))
  expect((await readCommits(history.place, [picked.commit])).get(picked.commit)!.parents).toEqual([line])
})

test('a message in an encoding of its own keeps its bytes and its encoding', async () => {
  const commit = await history.commit({ parents: [base], changes: { 'b.txt': 'latin' } })
  const { tree } = (await readCommits(history.place, [commit])).get(commit)!
  const words = ['-c', 'user.name=A', '-c', 'user.email=a@b', '-c', 'i18n.commitEncoding=ISO-8859-1']
  const message = Buffer.from('Größe ändern\n', 'latin1')
  const encoded = await gitIn(history.directory, [...words, 'commit-tree', tree, '-p', base], message)
  const picked = await pick(history.place, line, encoded)
  if (picked.result !== 'picked') throw new Error(picked.result)
  const made = (await readCommits(history.place, [picked.commit])).get(picked.commit)!
  expect(made.encoding).toBe('ISO-8859-1')
  expect(made.message).toBe(`Größe ändern\n\n(cherry picked from commit ${encoded})\n`)
})

test('conflicts are named, what is there already is nothing, and what follows a conflict is not tried', async () => {
  const [clash, there, fine] = await history.commits([
    { parents: [base], changes: { 'a.txt': lines(...(Array(7).fill(undefined) as string[]), 'main') } },
    { parents: [base], changes: { 'a.txt': lines(...(Array(7).fill(undefined) as string[]), 'line') } },
    { parents: [base], changes: { 'b.txt': 'fine' } },
  ])
  const gone = await history.commit({ parents: [base], changes: { 'a.txt': null, 'folder/c.txt': 'x' } })
  expect(await pick(history.place, line, clash!)).toEqual({ result: 'conflict', paths: ['a.txt'] })
  expect(await pick(history.place, line, gone)).toEqual({ result: 'conflict', paths: ['a.txt'] })
  expect(await pick(history.place, line, there!)).toEqual({ result: 'empty' })
  const several = await pickEach(history.place, line, [fine!, there!, clash!, fine!])
  expect(several.picks.map(({ result }) => result)).toEqual(['picked', 'empty', 'conflict'])
  expect(several.picks[0]).toEqual({ result: 'picked', commit: several.head })
})

test('an empty pick is kept where it has to leave a trace', async () => {
  const there = await history.commit({
    parents: [base],
    changes: { 'a.txt': lines(...(Array(7).fill(undefined) as string[]), 'line') },
  })
  const picked = await pick(history.place, line, there, { keepEmpty: true })
  if (picked.result !== 'picked') throw new Error(picked.result)
  expect(await shown(picked.commit)).toMatchObject({ parents: [line] })
})

test('a merge has the same id every time; its conflicts are named', async () => {
  const main = await history.commit({ parents: [base], changes: { 'b.txt': 'main' } })
  const clash = await history.commit({ parents: [base], changes: { 'a.txt': 'else', 'b.txt': 'main' } })
  const made = await merge(history.place, main, line, 'Reintegrate\n')
  if (!('commit' in made)) throw new Error('conflict')
  expect(await merge(history.place, main, line, 'Reintegrate\n')).toEqual(made)
  expect(await shown(made.commit)).toMatchObject({ parents: [main, line], message: 'Reintegrate\n' })
  expect(await merge(history.place, clash, line, '')).toEqual({ paths: ['a.txt'] })
})
