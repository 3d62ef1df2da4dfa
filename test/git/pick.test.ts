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

/** The same pick by git itself, in a temporary worktree. */
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
/** The tree, the parents, the author and the message, without the committer. */
async function contentOf(commit: string): Promise<unknown> {
  const { tree, parents, author, message } = (await readCommits(history.location, [commit])).get(commit)!
  return { tree, parents, author, message: Buffer.from(message, 'latin1').toString() }
}

test.each<[string, string, Record<string, Change>]>([
  ['a change', 'Change', { 'a.txt': lines('uno') }],
  ['a message with a body', 'Change\n\nBecause of this,\nand of that.\n', { 'a.txt': lines('uno') }],
  ['a message with trailers', 'Change\n\nBody.\n\nSigned-off-by: Ann <ann@example.com>\n', { 'b.txt': 'x' }],
  ['a pick of a pick', `Change\n\n(cherry picked from commit ${'a'.repeat(40)})\n`, { 'b.txt': 'x' }],
  [
    'a paragraph that looks like trailers',
    'Change\n\nBody.\n\nNote: this is\nno trailer\n',
    { 'b.txt': 'x' },
  ],
  ['a subject that looks like a trailer', 'fix: change', { 'b.txt': 'x' }],
  ['more than ASCII', 'Ändere œuvre 💥\n', { 'b.txt': 'ä' }],
  ['a new file, a deleted one', 'Change', { 'new/deep/file.txt': 'new\n', 'folder/c.txt': null }],
  ['a binary file', 'Change', { 'image.bin': Buffer.from([255, 0, 1]) }],
  ['a rename', 'Change', { 'a.txt': { to: 'renamed.txt' } }],
])('picks %s as git does, with the same id on every run', async (_, message, changes) => {
  const commit = await history.commit({ parents: [base], message, changes })
  const picked = await pick(history.location, line, commit)
  expect(picked).toMatchObject({ result: 'picked' })
  expect(await pick(history.location, line, commit)).toEqual(picked)
  if (picked.result === 'picked')
    expect(await contentOf(picked.commit)).toEqual(await contentOf(await cherryPick(line, commit)))
})

test('picks a merge commit by its changes against the first parent', async () => {
  const branch = await history.commits([
    { parents: [base], changes: { 'b.txt': 'one' } },
    { parents: [':1'], changes: { 'b.txt': 'two', 'new.txt': 'new' } },
    {
      parents: [base, ':2'],
      message: 'Merge pull request #7',
      changes: { 'b.txt': 'two', 'new.txt': 'new' },
    },
  ])
  const picked = await pick(history.location, line, branch[2]!)
  if (picked.result !== 'picked') throw new Error(picked.result)
  expect(await contentOf(picked.commit)).toEqual(await contentOf(await cherryPick(line, branch[2]!)))
  expect((await readCommits(history.location, [picked.commit])).get(picked.commit)!.parents).toEqual([line])
})

test('keeps the bytes and the encoding of a message that is not UTF-8', async () => {
  const commit = await history.commit({ parents: [base], changes: { 'b.txt': 'latin' } })
  const { tree } = (await readCommits(history.location, [commit])).get(commit)!
  const options = ['-c', 'user.name=A', '-c', 'user.email=a@b', '-c', 'i18n.commitEncoding=ISO-8859-1']
  const message = Buffer.from('Größe ändern\n', 'latin1')
  const encoded = await gitIn(history.directory, [...options, 'commit-tree', tree, '-p', base], message)
  const picked = await pick(history.location, line, encoded)
  if (picked.result !== 'picked') throw new Error(picked.result)
  const made = (await readCommits(history.location, [picked.commit])).get(picked.commit)!
  expect(made.encoding).toBe('ISO-8859-1')
  expect(made.message).toBe(`Größe ändern\n\n(cherry picked from commit ${encoded})\n`)
})

test('reports conflicts and empty picks, and stops at the first conflict', async () => {
  const [clash, there, fine] = await history.commits([
    { parents: [base], changes: { 'a.txt': lines(...(Array(7).fill(undefined) as string[]), 'main') } },
    { parents: [base], changes: { 'a.txt': lines(...(Array(7).fill(undefined) as string[]), 'line') } },
    { parents: [base], changes: { 'b.txt': 'fine' } },
  ])
  const gone = await history.commit({ parents: [base], changes: { 'a.txt': null, 'folder/c.txt': 'x' } })
  expect(await pick(history.location, line, clash!)).toEqual({ result: 'conflict', paths: ['a.txt'] })
  expect(await pick(history.location, line, gone)).toEqual({ result: 'conflict', paths: ['a.txt'] })
  expect(await pick(history.location, line, there!)).toEqual({ result: 'empty' })
  const several = await pickEach(history.location, line, [fine!, there!, clash!, fine!])
  expect(several.picks.map(({ result }) => result)).toEqual(['picked', 'empty', 'conflict'])
  expect(several.picks[0]).toEqual({ result: 'picked', commit: several.head })
})

test('keeps an empty pick with keepEmpty', async () => {
  const there = await history.commit({
    parents: [base],
    changes: { 'a.txt': lines(...(Array(7).fill(undefined) as string[]), 'line') },
  })
  const picked = await pick(history.location, line, there, { keepEmpty: true })
  if (picked.result !== 'picked') throw new Error(picked.result)
  expect(await contentOf(picked.commit)).toMatchObject({ parents: [line] })
})

test('merges with the same id on every run, and reports conflicts', async () => {
  const main = await history.commit({ parents: [base], changes: { 'b.txt': 'main' } })
  const clash = await history.commit({ parents: [base], changes: { 'a.txt': 'else', 'b.txt': 'main' } })
  const made = await merge(history.location, main, line, 'Reintegrate\n')
  if (!('commit' in made)) throw new Error('conflict')
  expect(await merge(history.location, main, line, 'Reintegrate\n')).toEqual(made)
  expect(await contentOf(made.commit)).toMatchObject({ parents: [main, line], message: 'Reintegrate\n' })
  expect(await merge(history.location, clash, line, '')).toEqual({ paths: ['a.txt'] })
})
