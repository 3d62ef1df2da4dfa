import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { objectInfo, readObject } from '../../src/sandbox/git/objects.js'

const home = mkdtempSync(join(tmpdir(), 'rel-objects-test-'))
const git = { directory: join(home, 'one.git') }
const run = (directory: string, args: readonly string[], input: string | Buffer = ''): string =>
  execFileSync('git', ['--git-dir', directory, ...args], { input, env: { ...isolated, ...author } })
    .toString()
    .trim()
const isolated: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
}
const author = {
  GIT_AUTHOR_NAME: 'dev',
  GIT_AUTHOR_EMAIL: 'dev@example.com',
  GIT_COMMITTER_NAME: 'dev',
  GIT_COMMITTER_EMAIL: 'dev@example.com',
}
const init = (directory: string): void => void run(directory, ['init', '--quiet', '--bare', directory])

const big = randomBytes(3_000_000)
let blob = ''
beforeAll(() => {
  init(git.directory)
  blob = run(git.directory, ['hash-object', '-w', '--stdin'], big)
  const tree = run(git.directory, ['mktree'], `100644 blob ${blob}\tbig\n`)
  const commit = run(git.directory, ['commit-tree', tree, '-m', 'One'])
  run(git.directory, ['update-ref', 'refs/heads/main', commit])
  run(git.directory, ['symbolic-ref', 'HEAD', 'refs/heads/main'])
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

test('reads objects of any size, by any name, concurrently', async () => {
  const names = ['HEAD:big', 'nothing', blob, 'main^{tree}', 'HEAD:', 'HEAD:big']
  const objects = await Promise.all(names.map((name) => readObject(git, name)))
  expect(objects.map((object) => object && [object.type, object.size])).toEqual([
    ['blob', big.length],
    null,
    ['blob', big.length],
    ['tree', 31],
    ['tree', 31],
    ['blob', big.length],
  ])
  expect(objects[0]?.content.equals(big)).toBe(true)
  expect(objects[5]?.content.equals(big)).toBe(true)
  expect(await objectInfo(git, 'HEAD:big')).toMatchObject({ oid: blob, type: 'blob', size: big.length })
})

test.each([
  '',
  'HEAD:../big',
  'HEAD:./big',
  'HEAD\nHEAD',
  'a\0b',
  '^{/[',
  '@{-1}',
  'HEAD@{9}',
  ':/[',
  '-h',
  '--',
])('the invalid name %j is null, and other reads succeed', async (name) => {
  const reads = ['HEAD:big', name, 'main^{tree}'].map((expression) => objectInfo(git, expression))
  const [before, invalid, after] = await Promise.all(reads)
  expect([before?.type, invalid, after?.type]).toEqual(['blob', null, 'tree'])
})

test('reads objects and refs that were written later', async () => {
  expect(await objectInfo(git, 'refs/heads/late')).toBeNull()
  const late = run(git.directory, ['commit-tree', 'main^{tree}', '-m', 'Two'])
  run(git.directory, ['update-ref', 'refs/heads/late', late])
  expect((await objectInfo(git, 'refs/heads/late'))?.oid).toBe(late)
  run(git.directory, ['pack-refs', '--all'])
  run(git.directory, ['gc', '--quiet', '--prune=now'])
  run(git.directory, ['update-ref', '-d', 'refs/heads/late'])
  expect(await objectInfo(git, 'refs/heads/late')).toBeNull()
  expect((await objectInfo(git, 'main:big'))?.oid).toBe(blob)
})

test('reads from more repositories than there are readers', async () => {
  const all = Array.from({ length: 101 }, (_, index) => ({ directory: join(home, `${index}.git`) }))
  for (const { directory } of all) init(directory)
  const objects = await Promise.all([...all, git].map((repository) => objectInfo(repository, 'HEAD:big')))
  expect(objects.map((object) => object?.oid ?? null)).toEqual([...all.map(() => null), blob])
})

test('a missing repository has no objects', async () => {
  expect(await readObject({ directory: join(home, 'never.git') }, 'HEAD')).toBeNull()
})
