import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyOf, gitAt, mergedPull, mergePull, release } from '../support/hotfix.js'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, runRel, transcript } from '../support/transcript.js'

/** main changed one line three times since 1.4.0: #3 and #4 conflict with the line, which lacks #2. */
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
/** What a run says of the picks, and what the text of its pull request lists. */
async function told(line: string): Promise<Json> {
  const { exitCode, json } = await relJson(sandbox, line)
  const { picked, skipped, pr } = json['result']
  const text: string = pr ? (await bodyOf(sandbox, pr.number)).body : ''
  return {
    exitCode,
    picked: picked.map((one: Json) => one.pr),
    skipped,
    warnings: json['warnings'] ?? [],
    listed: [...text.matchAll(/^- #(\d+)/gm)].map(([, number]) => Number(number)),
  }
}

test('the only pick, settled to nothing: said, and nothing of the work tree is left', async () => {
  await runRel(sandbox, 'hotfix start alone --pick 3')
  await settleToNothing('alone')
  const lines = ['hotfix start alone --continue', 'hotfix start alone --continue']
  await expect(await transcript(sandbox, lines)).toMatchFileSnapshot('hotfix-nothing.txt')
  expect(existsSync(beside('alone'))).toBe(false)
})

test('the middle one of three, after a second stop', async () => {
  await runRel(sandbox, 'hotfix start middle --pick 3 --pick 4 --pick 5')
  await settle('middle', 'else')
  expect(await told('hotfix start middle --continue')).toMatchObject({ exitCode: 3, skipped: [] })
  await settleToNothing('middle')
  expect(await told('hotfix start middle --continue')).toEqual({
    exitCode: 0,
    picked: [3, 5],
    skipped: [{ pr: 4, reason }],
    warnings: [warning(4)],
    listed: [3, 5],
  })
})

test('the first one, before a second stop', async () => {
  await runRel(sandbox, 'hotfix start first --pick 3 --pick 4')
  await settleToNothing('first')
  expect(await told('hotfix start first --continue')).toMatchObject({ exitCode: 3 })
  await settle('first', 'third')
  expect(await told('hotfix start first --continue')).toMatchObject({
    picked: [4],
    skipped: [{ pr: 3, reason }],
    warnings: [warning(3)],
    listed: [4],
  })
})

test('a later one, of which the settled one has all', async () => {
  await runRel(sandbox, 'hotfix start later --pick 3 --pick 4')
  await settle('later', 'third')
  expect(await told('hotfix start later --continue')).toMatchObject({
    picked: [3],
    skipped: [{ pr: 4, reason }],
    warnings: [warning(4)],
    listed: [3],
  })
})

test('what git was told to skip by hand, or came to while rel was killed', async () => {
  await runRel(sandbox, 'hotfix start skipped --pick 3 --pick 5')
  await gitBeside('skipped', 'cherry-pick', '--skip')
  const line = 'hotfix start skipped'
  expect(await told(`${line} --dry-run`)).toMatchObject({ skipped: [{ pr: 3, reason }] })
  expect(await told(line)).toMatchObject({
    picked: [5],
    skipped: [{ pr: 3, reason }],
    warnings: [warning(3)],
    listed: [5],
  })
})

test('not what was committed by hand in other words', async () => {
  await runRel(sandbox, 'hotfix start words --pick 3 --pick 5')
  await settle('words', 'mine')
  await gitBeside('words', 'commit', '--quiet', '--message', 'In my words')
  expect(await told('hotfix start words --continue')).toMatchObject({
    picked: [5],
    skipped: [],
    warnings: [],
  })
})

test('nor what is picked once more', async () => {
  await runRel(sandbox, 'hotfix start again --pick 3')
  await gitBeside('again', 'cherry-pick', '--skip')
  expect(await told('hotfix start again --pick 3')).toMatchObject({ exitCode: 3, skipped: [], warnings: [] })
  await settle('again', 'second')
  expect(await told('hotfix start again --continue')).toMatchObject({ picked: [3], skipped: [], listed: [3] })
})

test('nor what a work tree was to have that somebody deleted', async () => {
  await runRel(sandbox, 'hotfix start lost --pick 3 --pick 4')
  await rm(beside('lost'), { recursive: true })
  await runRel(sandbox, 'hotfix start lost --pick 3')
  await settle('lost', 'second')
  expect(await told('hotfix start lost --continue')).toMatchObject({ picked: [3], skipped: [] })
})

test('nothing for a hotfix that was merged: said, and the work tree goes', async () => {
  await runRel(sandbox, 'hotfix start merged --pick 5')
  const { body } = await sandbox.api('dev', 'GET', '/repos/acme/widgets/pulls?head=acme:hotfix/merged')
  await mergePull(sandbox, body[0].number, 'merge')
  await runRel(sandbox, 'hotfix start merged --pick 3')
  await settleToNothing('merged')
  expect(await told('hotfix start merged --continue')).toMatchObject({
    exitCode: 0,
    picked: [],
    skipped: [{ pr: 3, reason }],
    warnings: [warning(3)],
  })
  expect(existsSync(beside('merged'))).toBe(false)
  expect(await gitAt(sandbox, 'for-each-ref', 'refs/worktree', 'worktrees')).toBe('')
  expect(await sandbox.deviations()).toEqual([])
})
