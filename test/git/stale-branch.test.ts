import { afterAll, beforeAll, expect, test } from 'vitest'
import { missingCommits } from '../../src/git/missing-commits.js'
import { extraCommits, notMadeByRel } from '../../src/git/stale-branch.js'
import { merge } from '../../src/git/merge.js'
import { pickEach } from '../../src/git/pick.js'
import { createHistory, type History } from '../support/history.js'

let history: History
let [start, main, fix]: string[] = []
beforeAll(async () => {
  history = await createHistory()
  start = await history.commit({ changes: { 'a.txt': 'a\n' } })
  main = await history.commit({ parents: [start], changes: { 'main.txt': 'main\n' }, at: 100 })
  fix = await history.commit({ parents: [start], changes: { 'fix.txt': 'fix\n' }, message: 'Fix', at: 200 })
})
afterAll(() => history.remove())

async function merged(): Promise<string> {
  const told = await merge(history.place, main!, fix!, 'Reintegrate 1.4.1 into main\n')
  if ('paths' in told) throw new Error(told.paths.join())
  return told.commit
}

test('what rel makes of the same has the same id: a merge, and a pick', async () => {
  const { place } = history
  const { head: picked } = await pickEach(place, main!, [fix!], { keepEmpty: true })
  expect(await notMadeByRel(place, [await merged(), picked])).toEqual([])
})

test('what people made of it has not, nor what is no merge and no pick', async () => {
  const files = { 'main.txt': 'main\n', 'fix.txt': 'fix\n' }
  const byHand = await history.commit({ parents: [main!, fix!], changes: files, message: 'Merge', at: 300 })
  const origin = `(cherry picked from commit ${fix})`
  const picked = await history.commit({
    parents: [main!],
    changes: { 'fix.txt': 'mine\n' },
    message: `Fix\n\n${origin}\n`,
    at: 300,
  })
  const unknown = await history.commit({
    parents: [main!],
    changes: { 'fix.txt': 'fix\n' },
    message: `Fix\n\n(cherry picked from commit ${'f'.repeat(40)})\n`,
  })
  const all = [byHand, picked, unknown, fix!, start!]
  expect(await notMadeByRel(history.place, all)).toEqual(all)
})

test('what a branch has that others lack, and what it is', async () => {
  const { place } = history
  const head = await merged()
  expect(await missingCommits(place, [head], [main!, fix!])).toEqual([head])
  expect(await missingCommits(place, [], [main!])).toEqual([])
  expect(await extraCommits(place, head, [main!])).toEqual([
    { commit: head, isMerge: true, origins: [] },
    { commit: fix, isMerge: false, origins: [] },
  ])
})
