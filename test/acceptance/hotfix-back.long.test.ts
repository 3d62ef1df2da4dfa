import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOf } from '../support/faults.js'
import { bodyOf, commitOn, gitAt, mergedPull, mergePull, release } from '../support/hotfix.js'
import { runStepWithWrites } from '../support/job.js'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, requestsOf, runRel, transcript } from '../support/transcript.js'

/** What GitHub does not take as it is wanted: drafts, and the checks of what Actions opened. 1.4.1 conflicts with main, 1.3.1 does not. */
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

test('where there are no drafts, the title says that it conflicts', async () => {
  await sandbox.plan({ repository: 'acme/widgets', drafts: false })
  const line = 'hotfix reintegrate 1.4.1'
  // Refused as a draft; the other one never arrives. Run again, it is opened once.
  await faultsOf(sandbox).dropBefore({ match: { operation: 'pulls/create', nth: 2 } })
  const lost = await runRel(sandbox, line)
  expect([lost.exitCode, await openFrom('reintegrate/1.4.1')]).toEqual([1, []])
  await expect(
    await transcript(sandbox, [`${line} --dry-run`, line, line, `${line} --dry-run`]),
  ).toMatchFileSnapshot('hotfix-without-drafts.txt')
  const [pull, ...others] = await openFrom('reintegrate/1.4.1')
  expect(others).toEqual([])
  expect(pull).toMatchObject({ title: '[conflict] Reintegrate 1.4.1 into main', draft: false })
  expect(pull!.body).toContain('**It conflicts with main.**')
  expect(await relJson(sandbox, line)).toMatchObject({
    json: { outcome: 'nothing-to-do', result: { clean: false, conflicts: [{ path: 'page.txt' }] } },
  })
})

test('so it is where the workflow opens it', async () => {
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

/** The last job of the run that the push of a line started. */
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

test('what Actions opened starts no checks: a person closes and reopens it, once', async () => {
  const line = 'hotfix reintegrate 1.3.1'
  expect(await byActions('1.3.1')).toMatchObject({
    exitCode: 0,
    writes: ['git push', 'POST /repos/acme/widgets/pulls'],
  })
  const [pull] = await openFrom('reintegrate/1.3.1')
  expect(pull!.body).toContain('`rel hotfix reintegrate 1.3.1` by a person closes and reopens it')
  // The workflow itself has no reason to: its token starts nothing.
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

test('cut off between closing and reopening, there is one that is open when it is run again', async () => {
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
  expect((await runRel(sandbox, line)).stdout).toMatch(/^Nothing to do: #\d+ brings 1\.3\.1 back to main\./)
  expect((await requestsOf(sandbox)).filter((one) => !one.startsWith('query '))).toEqual([])
})

test('squashed between two of its questions: it counts, though the head of main that was read has none of it', async () => {
  const [own] = await openFrom('reintegrate/1.3.1')
  const told = ({ json }: Json) => json.result.commits.map(({ subject, on }: Json) => `${subject}: ${on}`)
  expect(told(await relJson(sandbox, 'hotfix status'))).toEqual([
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
  expect(told(answer)).toEqual(['Write page.txt: missing', 'Write old.txt: listed'])
  expect(await sandbox.deviations()).toEqual([])
})
