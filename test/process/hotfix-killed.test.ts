import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { fingerprint, gitAt, mergedPull, release } from '../support/hotfix.js'
import { interruptions, runInterrupted } from '../support/interruptions.js'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { runRel } from '../support/transcript.js'

let sandbox: Sandbox
let before: Readonly<Record<string, string>>
beforeAll(async () => {
  sandbox = await startSandbox()
  await mergedPull(sandbox, 'feature/base', { file: 'page.txt', content: 'one\ntwo\nthree' })
  await release(sandbox, '1.4.0')
  await mergedPull(sandbox, 'feature/fine', { file: 'fine.txt', content: 'fine' })
  await mergedPull(sandbox, 'feature/first', { file: 'page.txt', content: 'one\nfirst\nthree' })
  await mergedPull(sandbox, 'feature/second', { file: 'page.txt', content: 'one\nsecond\nthree' })
  await writeFile(join(sandbox.clone('widgets'), 'page.txt'), 'dirty')
  before = await fingerprint(sandbox.clone('widgets'))
})
afterAll(() => sandbox.stop())

const api = async (method: string, path: string, body?: Json): Promise<Json> =>
  (await sandbox.api('olga', method, `/repos/acme/widgets/${path}`, body)).body
const remove = (branch: string): Promise<Json> => api('DELETE', `git/refs/heads/${branch}`)
const openFrom = (branch: string): Promise<readonly Json[]> =>
  api('GET', `pulls?state=open&head=acme:${branch}`)
const headOf = async (branch: string): Promise<string> =>
  (await gitAt(sandbox, 'ls-remote', 'origin', `refs/heads/${branch}`)).slice(0, 40)

/** A second run completes, a third has nothing to do; nothing is duplicated or left in the clone. */
async function completes(line: string, branch: string, again = line): Promise<string> {
  const second = await runRel(sandbox, line)
  expect(second.exitCode, second.stderr).toBe(0)
  const third = await runRel(sandbox, again)
  expect(third.stdout).toMatch(/^Nothing to do/)
  expect(await openFrom(branch)).toHaveLength(1)
  expect((await gitAt(sandbox, 'worktree', 'list')).split('\n')).toHaveLength(1)
  expect(await fingerprint(sandbox.clone('widgets'))).toEqual(before)
  return headOf(branch)
}

let cases = 0
vi.setConfig({ testTimeout: 180_000 })
test.each(interruptions)('completes an interrupted start: %s', async (interruption) => {
  const heads = new Set<string>()
  for (let nth = 1; ; nth += 1) {
    const name = `${interruptions.indexOf(interruption)}-${nth}`
    const line = `hotfix start ${name} --pick 2`
    const isInterrupted = await runInterrupted(sandbox, line, interruption, nth)
    heads.add(await completes(line, `hotfix/${name}`))
    await remove(`hotfix/${name}`)
    await remove('release/1.4.0')
    if (!isInterrupted) break
    cases += 1
  }
  // The same commit after any interruption.
  expect(heads.size).toBe(1)
})

test.each(interruptions.slice(0, 2))('completes an interrupted resolution: %s', async (interruption) => {
  for (let nth = 1; ; nth += 1) {
    const name = `settled-${interruptions.indexOf(interruption)}-${nth}`
    const worktree = `${sandbox.clone('widgets')}.hotfix-${name}`
    expect((await runRel(sandbox, `hotfix start ${name} --pick 4`)).exitCode).toBe(3)
    await writeFile(join(worktree, 'page.txt'), 'one\nsecond\nthree\n')
    await sandbox.git(worktree, 'add', 'page.txt')
    const line = `hotfix start ${name} --continue`
    const isInterrupted = await runInterrupted(sandbox, line, interruption, nth)
    await completes(line, `hotfix/${name}`)
    await remove(`hotfix/${name}`)
    await remove('release/1.4.0')
    if (!isInterrupted) break
    cases += 1
  }
})

test.each(interruptions)('completes an interrupted reintegration: %s', async (cut) => {
  const { sha } = (await api('GET', 'git/ref/tags/1.4.0')).object
  await api('POST', 'git/refs', { ref: 'refs/heads/release/1.4.0', sha })
  const file = { message: 'Fix', content: btoa('hotfix'), branch: 'release/1.4.0' }
  await api('PUT', 'contents/hotfix.txt', file)
  const heads = new Set<string>()
  for (let nth = 1; ; nth += 1) {
    const isInterrupted = await runInterrupted(sandbox, 'hotfix reintegrate', cut, nth)
    heads.add(await completes('hotfix reintegrate', 'reintegrate/1.4.1'))
    await remove('reintegrate/1.4.1')
    if (!isInterrupted) break
    cases += 1
  }
  await remove('release/1.4.0')
  expect(heads.size).toBe(1)
})

test('has run every case', () => {
  console.log(`${cases} cases: start, --continue and reintegrate, cut at every request`)
  expect(cases).toBeGreaterThan(35)
})
