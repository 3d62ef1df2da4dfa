import { afterAll, beforeAll, expect, test } from 'vitest'
import { gitAt, lineOf, mergedPull, mergePull, pullOf, resetLine } from '../support/hotfix.js'
import { runStepWithWrites } from '../support/job.js'
import { pushBranch, startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, requestsOf } from '../support/transcript.js'

/** Pull requests that were merged although their build refused them: the line has the changes of main, without its commits (L3). */
let sandbox: Sandbox
let line: string
beforeAll(async () => {
  sandbox = await startSandbox()
  line = await lineOf(sandbox, '1.4.0')
  for (const name of ['one', 'two', 'three', 'four']) await mergedPull(sandbox, `feature/${name}`)
})
afterAll(() => sandbox.stop())

const open = async (head: string, base = line): Promise<number> => (await pullOf(sandbox, head, base)).number
const tip = async (): Promise<string> => {
  await gitAt(sandbox, 'fetch', '--quiet')
  return gitAt(sandbox, 'rev-parse', `origin/${line}`)
}
/** Runs the jobs `plan` and `release` for the head of the line. */
async function judged(before = 'b'.repeat(40)) {
  const payload = { ref: `refs/heads/${line}`, before, after: await tip() }
  const push = { name: 'push', payload }
  const permissions = { contents: 'read', 'pull-requests': 'read' }
  const plan = await runStepWithWrites(sandbox, 'ci plan', push, { permissions })
  const asked = (await requestsOf(sandbox)).filter((one) => one.startsWith('query '))
  return { plan, asked, release: () => runStepWithWrites(sandbox, 'ci release', push) }
}
const linked = ['query Line', 'query MergedPullRequests']
let spoiler: number

test.each(['squash', 'rebase'])(
  'does not release a branch started on main and merged by %s',
  async (method) => {
    await pushBranch(sandbox, `fix-${method}`)
    spoiler = await open(`fix-${method}`)
    const before = await tip()
    const commit = await mergePull(sandbox, spoiler, method)
    await gitAt(sandbox, 'push', '--quiet', '--delete', 'origin', `fix-${method}`)
    const { plan, release } = await judged(before)
    for (const { exitCode, stderr, writes } of [plan, await release()]) {
      expect([exitCode, writes]).toEqual([3, []])
      const short = commit.slice(0, 7)
      expect(stderr).toMatch(
        new RegExp(
          `^Error: #${spoiler} merged 4 commits from main \\(([0-9a-f]{7}, ){3}…\\) into ${line} as ${short}, which cannot be released as a hotfix\\.`,
        ),
      )
      expect(stderr).toContain(
        `Hint: Reset the line with \`git push --force origin ${before}:${line}\`, then cherry-pick`,
      )
      expect(stderr).toContain(`rel hotfix start NAME --pick ${spoiler}`)
    }
    await resetLine(sandbox, '1.4.0')
  },
)

test('does not release commits on top of it, and does not suggest resetting to it', async () => {
  await pushBranch(sandbox, 'fix-below')
  const below = await open('fix-below')
  await mergePull(sandbox, below, 'squash')
  const before = await tip()
  await pushBranch(sandbox, 'hotfix/top', { from: `origin/${line}` })
  await mergePull(sandbox, await open('hotfix/top'), 'merge')
  const { plan } = await judged(before)
  expect([plan.exitCode, plan.stderr]).toEqual([3, expect.stringContaining(`#${below} merged 4 commits`)])
  expect(plan.stderr).toContain(`Hint: Reset ${line} to the commit before them, then cherry-pick`)
  await resetLine(sandbox, '1.4.0')
})

test('does not release one squashed into a branch that was merged into the line', async () => {
  await gitAt(sandbox, 'push', '--quiet', 'origin', '1.4.0^{}:refs/heads/hotfix/stacked')
  await pushBranch(sandbox, 'fix-stacked')
  const inner = await open('fix-stacked', 'hotfix/stacked')
  await mergePull(sandbox, inner, 'squash')
  await mergePull(sandbox, await open('hotfix/stacked'), 'merge')
  const { plan } = await judged()
  expect([plan.exitCode, plan.stderr]).toEqual([3, expect.stringContaining(`#${inner} merged 4 commits`)])
  await resetLine(sandbox, '1.4.0')
})

test('releases a fix picked by rel, and a branch that was corrected before its squash', async () => {
  const { json } = await relJson(sandbox, `hotfix start again --pick ${spoiler}`)
  await mergePull(sandbox, (json['result'] as Json).pr.number, 'squash')
  const { plan, asked, release } = await judged()
  expect([plan.exitCode, plan.stderr, asked]).toEqual([0, '', linked])
  expect((await release()).outputs['version']).toBe('1.4.1')

  await pushBranch(sandbox, 'fix-late')
  const late = await open('fix-late')
  await pushBranch(sandbox, 'fix-late', { from: `origin/${line}` })
  await mergePull(sandbox, late, 'squash')
  expect((await (await judged()).release()).outputs['version']).toBe('1.4.2')
})

test('releases a merged hotfix whose reintegration contains main', async () => {
  await pushBranch(sandbox, 'hotfix/third', { from: `origin/${line}` })
  await mergePull(sandbox, await open('hotfix/third'), 'merge')
  await gitAt(sandbox, 'checkout', '--quiet', '-B', 'reintegrate/1.4.3', 'origin/main')
  await gitAt(sandbox, 'merge', '--quiet', '--no-edit', `origin/${line}`)
  await gitAt(sandbox, 'push', '--quiet', 'origin', 'reintegrate/1.4.3')
  await open('reintegrate/1.4.3', 'main')
  const { plan, asked, release } = await judged()
  expect([plan.exitCode, plan.stderr, asked]).toEqual([0, '', linked])
  expect((await release()).outputs['version']).toBe('1.4.3')
})

test('queries no pull request for a push without new commits', async () => {
  expect((await judged()).asked).toEqual(linked.slice(0, 1))
  expect(await sandbox.deviations()).toEqual([])
})
