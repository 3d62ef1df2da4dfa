import { afterAll, beforeAll, expect, test } from 'vitest'
import { changedFiles, patchesOf } from '../../src/sandbox/git/history.js'
import { isAncestor } from '../../src/sandbox/git/refs.js'
import { createHistory, gitIn, type History } from '../support/history.js'

let history: History
beforeAll(async () => {
  history = await createHistory()
})
afterAll(() => history.remove())

const rows = Array.from({ length: 9 }, (_, row) => `row ${row}\n`).join('')

test('changed files and patches: renamed, binary, deleted, a file that became a link, a name with a quote', async () => {
  const [from] = await history.commits([
    {
      changes: { 'a.txt': 'a\n', 'gone.txt': 'diff --git a/x b/x\n', 'long.txt': rows, 'q"uote.txt': '1\n' },
    },
  ])
  const [moved] = await history.commits([
    {
      parents: [from!],
      changes: {
        'long.txt': { to: 'moved.txt' },
        'image.bin': Buffer.from([0, 1]),
        'gone.txt': null,
        'q"uote.txt': '2\n',
      },
    },
  ])
  const link = await gitIn(history.directory, ['hash-object', '-w', '--stdin'], 'moved.txt')
  const index = { GIT_INDEX_FILE: `${history.directory}/test-index` }
  await gitIn(history.directory, ['read-tree', moved!], '', index)
  await gitIn(history.directory, ['update-index', '--cacheinfo', `120000,${link},a.txt`], '', index)
  const tree = await gitIn(history.directory, ['write-tree'], '', index)
  const to = await history.commitTree(tree, [moved!], 'Link')

  const files = await changedFiles(history, from!, to)
  const patches = await patchesOf(history, from!, to)
  expect(
    files.map(({ path, previous, status }, index) => ({ path, previous, status, patch: patches[index] })),
  ).toEqual([
    {
      path: 'a.txt',
      previous: null,
      status: 'modified',
      patch: '@@ -1 +0,0 @@\n-a\n@@ -0,0 +1 @@\n+moved.txt\n\\ No newline at end of file',
    },
    { path: 'gone.txt', previous: null, status: 'removed', patch: '@@ -1 +0,0 @@\n-diff --git a/x b/x' },
    { path: 'image.bin', previous: null, status: 'added', patch: undefined },
    { path: 'moved.txt', previous: 'long.txt', status: 'renamed', patch: undefined },
    { path: 'q"uote.txt', previous: null, status: 'modified', patch: '@@ -1 +1 @@\n-1\n+2' },
  ])
  expect(await patchesOf(history, null, from!)).toHaveLength(4)
})

test('does not cache results about a missing object', async () => {
  const [parent] = await history.commits([{ message: 'One' }])
  const tree = await history.git('rev-parse', `${parent!}^{tree}`)
  const commit = `tree ${tree}\nparent ${parent!}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nTwo\n`
  const id = await gitIn(history.directory, ['hash-object', '-t', 'commit', '--stdin'], commit)
  expect(await isAncestor(history, parent!, id)).toBe(false)
  await gitIn(history.directory, ['hash-object', '-w', '-t', 'commit', '--stdin'], commit)
  expect(await isAncestor(history, parent!, id)).toBe(true)
  expect(await isAncestor(history, parent!, id)).toBe(true)
})
