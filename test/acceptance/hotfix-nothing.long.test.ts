import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyOf, gitAt, mergedPull, mergePull, release } from '../support/hotfix.js'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, runRel, transcript } from '../support/transcript.js'

/** main has changed one line three times since 1.4.0: #3 and #4 conflict with the release branch, which does not have #2. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await mergedPull(sandbox, 'feature/base', { file: 'page.txt', content: 'one\ntwo\nthree' })
  await release(sandbox, '1.4.0')
  for (const name of ['first', 'second', 'third'])
    await mergedPull(sandbox, `feature/${name}`, { file: 'page.txt', content: `one\n${name}\nthree` })
  await mergedPull(sandbox, 'feature/fine', { file: 'fine.txt', content: 'fine' })
})
afterAll(() => sandbox.stop())

const beside = (name: string): string => `${sandbox.clone('widgets')}.hotfix-${name}`
const gitBeside = (name: string, ...words: readonly string[]) =>
  sandbox.git(beside(name), '-c', 'core.editor=true', ...words)
const settle = async (name: string, word: string): Promise<void> => {
  await writeFile(join(beside(name), 'page.txt'), `one\n${word}\nthree\n`)
  await gitBeside(name, 'add', 'page.txt')
}
const settleToNothing = async (name: string): Promise<void> => {
  await gitBeside(name, 'checkout', '--ours', 'page.txt')
  await gitBeside(name, 'add', 'page.txt')
}
const reason = 'the cherry-pick is empty'
const warning = (pr: number): string => `Skipped #${pr}: ${reason}.`
/** The picks in the result of a run, and the list in the text of its pull request. */
async function picksOf(line: string): Promise<Json> {
  const { exitCode, json } = await relJson(sandbox, line)
  const { picked, skipped, pr } = json['result']
  const text: string = pr ? (await bodyOf(sandbox, pr.number)).body : ''
  return {
    exitCode,
    picked: picked.map((pick: Json) => pick.pr),
    skipped,
    warnings: json['warnings'] ?? [],
    listed: [...text.matchAll(/^- #(\d+)/gm)].map(([, number]) => Number(number)),
  }
}

test('reports the only pick as empty after it is resolved, and removes the work tree', async () => {
  await runRel(sandbox, 'hotfix start alone --pick 3')
  await settleToNothing('alone')
  const lines = ['hotfix start alone --continue', 'hotfix start alone --continue']
  await expect(await transcript(sandbox, lines)).toMatchFileSnapshot('hotfix-nothing.txt')
  expect(existsSync(beside('alone'))).toBe(false)
})

test('reports the second of three picks as empty after a second conflict', async () => {
  await runRel(sandbox, 'hotfix start middle --pick 3 --pick 4 --pick 5')
  await settle('middle', 'else')
  expect(await picksOf('hotfix start middle --continue')).toMatchObject({ exitCode: 3, skipped: [] })
  await settleToNothing('middle')
  expect(await picksOf('hotfix start middle --continue')).toEqual({
    exitCode: 0,
    picked: [3, 5],
    skipped: [{ pr: 4, reason }],
    warnings: [warning(4)],
    listed: [3, 5],
  })
})

test('reports the first pick as empty before a second conflict', async () => {
  await runRel(sandbox, 'hotfix start first --pick 3 --pick 4')
  await settleToNothing('first')
  expect(await picksOf('hotfix start first --continue')).toMatchObject({ exitCode: 3 })
  await settle('first', 'third')
  expect(await picksOf('hotfix start first --continue')).toMatchObject({
    picked: [4],
    skipped: [{ pr: 3, reason }],
    warnings: [warning(3)],
    listed: [4],
  })
})

test('reports a later pick as empty if the resolved one has all its changes', async () => {
  await runRel(sandbox, 'hotfix start later --pick 3 --pick 4')
  await settle('later', 'third')
  expect(await picksOf('hotfix start later --continue')).toMatchObject({
    picked: [3],
    skipped: [{ pr: 4, reason }],
    warnings: [warning(4)],
    listed: [3],
  })
})

test('reports a pick skipped with git', async () => {
  await runRel(sandbox, 'hotfix start skipped --pick 3 --pick 5')
  await gitBeside('skipped', 'cherry-pick', '--skip')
  const line = 'hotfix start skipped'
  expect(await picksOf(`${line} --dry-run`)).toMatchObject({ skipped: [{ pr: 3, reason }] })
  expect(await picksOf(line)).toMatchObject({
    picked: [5],
    skipped: [{ pr: 3, reason }],
    warnings: [warning(3)],
    listed: [5],
  })
})

test('does not report a pick committed by hand with another message', async () => {
  await runRel(sandbox, 'hotfix start words --pick 3 --pick 5')
  await settle('words', 'mine')
  await gitBeside('words', 'commit', '--quiet', '--message', 'In my words')
  expect(await picksOf('hotfix start words --continue')).toMatchObject({
    picked: [5],
    skipped: [],
    warnings: [],
  })
})

test('does not report a pick that is picked again', async () => {
  await runRel(sandbox, 'hotfix start again --pick 3')
  await gitBeside('again', 'cherry-pick', '--skip')
  expect(await picksOf('hotfix start again --pick 3')).toMatchObject({
    exitCode: 3,
    skipped: [],
    warnings: [],
  })
  await settle('again', 'second')
  expect(await picksOf('hotfix start again --continue')).toMatchObject({
    picked: [3],
    skipped: [],
    listed: [3],
  })
})

test('does not report picks of a deleted work tree', async () => {
  await runRel(sandbox, 'hotfix start lost --pick 3 --pick 4')
  await rm(beside('lost'), { recursive: true })
  await runRel(sandbox, 'hotfix start lost --pick 3')
  await settle('lost', 'second')
  expect(await picksOf('hotfix start lost --continue')).toMatchObject({ picked: [3], skipped: [] })
})

test('reports an empty pick for a merged hotfix, and removes the work tree', async () => {
  await runRel(sandbox, 'hotfix start merged --pick 5')
  const { body } = await sandbox.api('dev', 'GET', '/repos/acme/widgets/pulls?head=acme:hotfix/merged')
  await mergePull(sandbox, body[0].number, 'merge')
  await runRel(sandbox, 'hotfix start merged --pick 3')
  await settleToNothing('merged')
  expect(await picksOf('hotfix start merged --continue')).toMatchObject({
    exitCode: 0,
    picked: [],
    skipped: [{ pr: 3, reason }],
    warnings: [warning(3)],
  })
  expect(existsSync(beside('merged'))).toBe(false)
  expect(await gitAt(sandbox, 'for-each-ref', 'refs/worktree', 'worktrees')).toBe('')
  expect(await sandbox.deviations()).toEqual([])
})
