import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOf } from '../support/faults.js'
import { bodyOf, commitOn, gitAt, mergedPull, mergePull, release } from '../support/hotfix.js'
import { runStepWithWrites } from '../support/job.js'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, requestsOf, runRel, transcript } from '../support/transcript.js'

/** Reintegrations where GitHub has no draft pull requests or starts no checks. 1.4.1 conflicts with main, 1.3.1 does not. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await mergedPull(sandbox, 'feature/base', { file: 'page.txt', content: 'one\ntwo\nthree' })
  await release(sandbox, '1.3.0')
  await release(sandbox, '1.4.0')
  await mergedPull(sandbox, 'feature/first', { file: 'page.txt', content: 'one\nfirst\nthree' })
  for (const version of ['1.3.0', '1.4.0'])
    await gitAt(sandbox, 'push', '--quiet', 'origin', `origin/main^:refs/heads/release/${version}`)
  await commitOn(sandbox, 'release/1.3.0', 'old.txt', 'old')
  await commitOn(sandbox, 'release/1.4.0', 'page.txt', 'one\nhotfix\nthree')
  await gitAt(sandbox, 'switch', '--quiet', 'main')
})
afterAll(() => sandbox.stop())

const openFrom = async (branch: string): Promise<readonly Json[]> =>
  (await sandbox.api('dev', 'GET', `/repos/acme/widgets/pulls?state=open&head=acme:${branch}`)).body

test('marks a conflict in the title where GitHub has no draft pull requests', async () => {
  await sandbox.plan({ repository: 'acme/widgets', drafts: false })
  const line = 'hotfix reintegrate 1.4.1'
  // GitHub refuses the draft, and the next request is lost. The next run opens the pull request once.
  await faultsOf(sandbox).dropBefore({ match: { operation: 'pulls/create', nth: 2 } })
  const lost = await runRel(sandbox, line)
  expect([lost.exitCode, await openFrom('reintegrate/1.4.1')]).toEqual([1, []])
  await expect(
    await transcript(sandbox, [`${line} --dry-run`, line, line, `${line} --dry-run`]),
  ).toMatchFileSnapshot('hotfix-without-drafts.txt')
  const [pull, ...others] = await openFrom('reintegrate/1.4.1')
  expect(others).toEqual([])
  expect(pull).toMatchObject({ title: '[conflict] Reintegrate 1.4.1 into main', draft: false })
  expect(pull!.body).toContain('**This pull request conflicts with main.**')
  expect(await relJson(sandbox, line)).toMatchObject({
    json: { outcome: 'nothing-to-do', result: { clean: false, conflicts: [{ path: 'page.txt' }] } },
  })
})

test('does the same when the workflow opens it', async () => {
  const [pull] = await openFrom('reintegrate/1.4.1')
  await sandbox.api('dev', 'PATCH', `/repos/acme/widgets/pulls/${pull!.number}`, { state: 'closed' })
  await sandbox.api('dev', 'DELETE', '/repos/acme/widgets/git/refs/heads/reintegrate/1.4.1')
  const opened = await byActions('1.4.1')
  expect([opened.exitCode, opened.writes]).toEqual([
    0,
    ['POST /repos/acme/widgets/git/refs', ...Array<string>(2).fill('POST /repos/acme/widgets/pulls')],
  ])
  expect(await openFrom('reintegrate/1.4.1')).toMatchObject([
    { title: '[conflict] Reintegrate 1.4.1 into main', draft: false, user: { login: 'github-actions[bot]' } },
  ])
  expect(await byActions('1.4.1')).toMatchObject({ exitCode: 0, writes: [] })
})

/** Runs the last job of the run that a push to the line starts. */
async function byActions(version: string) {
  const branch = `release/${version.replace(/\d+$/, '0')}`
  const commit = await gitAt(sandbox, 'rev-parse', `origin/${branch}`)
  const permissions = { contents: 'write', 'pull-requests': 'write' }
  return runStepWithWrites(
    sandbox,
    `ci reintegrate --version ${version}`,
    { branch, commit },
    { permissions },
  )
}

test('closes and reopens a pull request of Actions once, so that its checks start', async () => {
  const line = 'hotfix reintegrate 1.3.1'
  expect(await byActions('1.3.1')).toMatchObject({
    exitCode: 0,
    writes: ['git push', 'POST /repos/acme/widgets/pulls'],
  })
  const [pull] = await openFrom('reintegrate/1.3.1')
  expect(pull!.body).toContain('Run `rel hotfix reintegrate 1.3.1` to close and reopen it')
  // The workflow itself does not reopen it: its token starts no checks.
  expect(await byActions('1.3.1')).toMatchObject({ exitCode: 0, writes: [] })
  await expect(
    await transcript(sandbox, [`${line} --dry-run`, line, line, `${line} --dry-run`]),
  ).toMatchFileSnapshot('hotfix-reopen.txt')
  const { body: events } = await sandbox.api(
    'dev',
    'GET',
    `/repos/acme/widgets/issues/${pull!.number}/events`,
  )
  expect(events.map(({ event, actor }: Json) => `${event} ${actor.login}`)).toEqual([
    'closed dev',
    'reopened dev',
  ])
  expect(await bodyOf(sandbox, pull!.number)).toMatchObject({ state: 'open' })
})

test('leaves one open pull request after an interruption between closing and reopening', async () => {
  const line = 'hotfix reintegrate 1.3.1'
  const [own] = await openFrom('reintegrate/1.3.1')
  await sandbox.api('dev', 'PATCH', `/repos/acme/widgets/pulls/${own!.number}`, { state: 'closed' })
  await byActions('1.3.1')
  await faultsOf(sandbox).dropBefore({ match: { operation: 'pulls/update', nth: 2 } })
  expect((await runRel(sandbox, line)).exitCode).toBe(1)
  expect(await openFrom('reintegrate/1.3.1')).toEqual([])
  expect((await runRel(sandbox, line)).exitCode).toBe(0)
  const open = await openFrom('reintegrate/1.3.1')
  expect(open).toHaveLength(1)
  await sandbox.clearRequests()
  expect((await runRel(sandbox, line)).stdout).toMatch(
    /^Nothing to do: #\d+ reintegrates 1\.3\.1 into main\./,
  )
  expect((await requestsOf(sandbox)).filter((one) => !one.startsWith('query '))).toEqual([])
})

test('counts a reintegration that is squashed between two requests', async () => {
  const [own] = await openFrom('reintegrate/1.3.1')
  const statusOf = ({ json }: Json) => json.result.commits.map(({ subject, on }: Json) => `${subject}: ${on}`)
  expect(statusOf(await relJson(sandbox, 'hotfix status'))).toEqual([
    'Write page.txt: missing',
    'Write old.txt: missing',
  ])
  await sandbox.clearRequests()
  await sandbox.clearFaults()
  await faultsOf(sandbox).delay(600_000, { match: { path: '/graphql', nth: 2 } })
  const slow = relJson(sandbox, 'hotfix status')
  while (!(await sandbox.faults()).some(({ hits }) => hits > 0)) await sleep(20)
  await mergePull(sandbox, own!.number)
  await sandbox.clearFaults()
  const answer = await slow
  expect(await requestsOf(sandbox)).toContain('query LinePulls')
  expect(statusOf(answer)).toEqual(['Write page.txt: missing', 'Write old.txt: listed'])
  expect(await sandbox.deviations()).toEqual([])
})
