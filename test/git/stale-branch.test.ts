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
  const result = await merge(history.location, main!, fix!, 'Reintegrate 1.4.1 into main\n')
  if ('paths' in result) throw new Error(result.paths.join())
  return result.commit
}

test('recognises merges and picks of rel by their ids', async () => {
  const { location } = history
  const { head: picked } = await pickEach(location, main!, [fix!], { keepEmpty: true })
  expect(await notMadeByRel(location, [await merged(), picked])).toEqual([])
})

test('reports merges and picks that people made, and all other commits', async () => {
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
  expect(await notMadeByRel(history.location, all)).toEqual(all)
})

test('lists the commits of a branch that others do not contain, with their origins', async () => {
  const { location } = history
  const head = await merged()
  expect(await missingCommits(location, [head], [main!, fix!])).toEqual([head])
  expect(await missingCommits(location, [], [main!])).toEqual([])
  expect(await extraCommits(location, head, [main!])).toEqual([
    { commit: head, isMerge: true, origins: [] },
    { commit: fix, isMerge: false, origins: [] },
  ])
})
