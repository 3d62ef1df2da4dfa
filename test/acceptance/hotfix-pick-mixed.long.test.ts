import { afterAll, beforeAll, expect, test } from 'vitest'
import { gitAt, lineOf, mergedPull, mergePull, pullOf, resetLine } from '../support/hotfix.js'
import { pushBranch, startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, requestsOf, runRel } from '../support/transcript.js'

/** A line into which main was merged, and that was reset: the fix is picked without commits of main (L3). */
let sandbox: Sandbox
let line: string
beforeAll(async () => {
  sandbox = await startSandbox()
  line = await lineOf(sandbox, '1.4.0')
  await mergedPull(sandbox, 'feature/first')
  await mergedPull(sandbox, 'feature/second', { method: 'merge' })
})
afterAll(() => sandbox.stop())

async function mergedInto(base: string, head: string, method: string): Promise<number> {
  const { number } = await pullOf(sandbox, head, base)
  await mergePull(sandbox, number, method)
  return number
}
/** Merges a branch from main with two commits, and a merge of main between them, into the line, which is then reset. */
async function spoil(name: string, method: string): Promise<{ pr: number; own: readonly string[] }> {
  const head = `hotfix/${name}`
  const first = await pushBranch(sandbox, head, { file: `${name}-one.txt` })
  await mergedPull(sandbox, `feature/beside-${name}`)
  await gitAt(sandbox, 'checkout', '--quiet', head)
  if (method !== 'rebase') await gitAt(sandbox, 'merge', '--quiet', '--no-edit', 'origin/main')
  const second = await pushBranch(sandbox, head, { file: `${name}-two.txt`, from: 'HEAD' })
  const pr = await mergedInto(line, head, method)
  await resetLine(sandbox, '1.4.0')
  await gitAt(sandbox, 'push', '--quiet', '--delete', 'origin', head)
  await gitAt(sandbox, 'fetch', '--quiet', '--prune')
  await gitAt(sandbox, 'checkout', '--quiet', '--detach', 'origin/main')
  await gitAt(sandbox, 'branch', '--quiet', '-D', head)
  return { pr, own: [first, second] }
}

test.each(['merge', 'squash', 'rebase'])(
  'picks only the fix of a pull request with commits of main: %s',
  async (method) => {
    const { pr, own } = await spoil(`by-${method}`, method)
    const { exitCode, stderr, json } = await relJson(sandbox, `hotfix start again-${method} --pick ${pr}`)
    expect([exitCode, stderr]).toEqual([0, ''])
    expect((json['result'] as Json).picked).toMatchObject([{ pr }, { pr }])
    await gitAt(sandbox, 'fetch', '--quiet')
    const made = `origin/${line}..origin/hotfix/again-${method}`
    const files = await gitAt(sandbox, 'diff', '--name-only', made)
    expect(files.split('\n')).toEqual([`by-${method}-one.txt`, `by-${method}-two.txt`])
    const origins = (await gitAt(sandbox, 'log', '--reverse', '--format=%b', made)).match(/[0-9a-f]{40}/g)
    expect(origins).toEqual(own)
  },
)

test('refuses a pull request with only commits of main', async () => {
  const pr = await mergedInto(line, 'main', 'merge')
  await resetLine(sandbox, '1.4.0')
  const { exitCode, stderr } = await runRel(sandbox, `hotfix start nothing --pick ${pr}`)
  expect([exitCode, stderr]).toEqual([
    3,
    expect.stringMatching(/^Error: #\d+ has only commits from main\.\nHint: /),
  ])
})

test('picks a fix started at the line, and one of main, as they were merged', async () => {
  await pushBranch(sandbox, 'fix-honest', { from: `origin/${line}` })
  const honest = await mergedInto(line, 'fix-honest', 'merge')
  await resetLine(sandbox, '1.4.0')
  const ofMain = await mergedPull(sandbox, 'feature/third')
  await sandbox.clearRequests()
  const { json } = await relJson(sandbox, `hotfix start honest --dry-run --pick ${honest} --pick ${ofMain}`)
  expect((json['result'] as Json).picked).toMatchObject([{ pr: honest }, { pr: ofMain }])
  const asked = await requestsOf(sandbox)
  expect(asked).toEqual(['query Line'])
  expect(await sandbox.deviations()).toEqual([])
})
