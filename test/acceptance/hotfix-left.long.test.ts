import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOf } from '../support/faults.js'
import { commitOn, gitAt, mergedPull, mergePull, release } from '../support/hotfix.js'
import { runStepWithWrites } from '../support/job.js'
import { pushBranch, startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, requestsOf, runRel } from '../support/transcript.js'

/** Reintegration branches without an open pull request. The tests depend on each other. */
let sandbox: Sandbox
const line = 'release/0.2.0'
beforeAll(async () => {
  sandbox = await startSandbox()
  await mergedPull(sandbox, 'feature/base', { file: 'page.txt', content: 'one' })
  await release(sandbox, '0.2.0')
  await gitAt(sandbox, 'push', '--quiet', 'origin', `origin/main:refs/heads/${line}`)
  await mergedPull(sandbox, 'feature/later')
  await gitAt(sandbox, 'fetch', '--quiet', '--tags', 'origin')
})
afterAll(() => sandbox.stop())

const api = async (method: string, path: string, body?: Json): Promise<Json> =>
  (await sandbox.api('dev', method, `/repos/acme/widgets/${path}`, body)).body
const open = async (): Promise<readonly Json[]> => api('GET', 'pulls?state=open&base=main')
const close = async (): Promise<number> => {
  const [pull] = await open()
  await api('PATCH', `pulls/${pull!.number}`, { state: 'closed' })
  return pull!.number
}
const filesOf = async (number: number): Promise<readonly string[]> => {
  const files: readonly Json[] = await api('GET', `pulls/${number}/files`)
  return files.map(({ filename }) => filename)
}
const headOf = async (branch: string): Promise<string> =>
  (await gitAt(sandbox, 'ls-remote', 'origin', `refs/heads/${branch}`)).slice(0, 40)
const putTo = (branch: string, commit: string) =>
  gitAt(sandbox, 'push', '--quiet', '--force', 'origin', `${commit}:refs/heads/${branch}`)

/** Merges a hotfix branch that was started on main into the line. */
async function spoil(name: string, file: string): Promise<void> {
  await gitAt(sandbox, 'fetch', '--quiet', 'origin')
  await pushBranch(sandbox, `hotfix/${name}`, { file })
  const pull = await api('POST', 'pulls', { title: name, head: `hotfix/${name}`, base: line })
  await mergePull(sandbox, pull.number, 'merge')
}

test('reports a line with commits of main, with the command to reset it', async () => {
  const before = await headOf(line)
  await gitAt(sandbox, 'fetch', '--quiet', 'origin')
  const main = await gitAt(sandbox, 'rev-parse', 'origin/main')
  await spoil('told', 'told.txt')
  const warning = `! ${line} has 1 commit from main (${main.slice(0, 7)}), which cannot be released as a hotfix. Reset the line with \`git push --force origin ${before}:${line}\`,`
  const mixed = { fromMain: [main], before }
  await sandbox.clearRequests()
  const list = await runRel(sandbox, 'hotfix list')
  expect(list.stdout).toContain(warning)
  expect(list.stdout).not.toContain('! Run')
  const asked = ['query Line', 'query LinePulls', 'query LinePulls']
  expect((await requestsOf(sandbox)).filter((request) => request.startsWith('query'))).toEqual(asked)
  expect((await relJson(sandbox, 'hotfix list')).json['result'].lines).toMatchObject([
    { branch: line, mixed },
  ])
  const status = await runRel(sandbox, 'hotfix status')
  expect(status.stdout.trimEnd().split('\n')).toEqual([
    expect.stringContaining('SUBJECT'),
    expect.stringMatching(/! missing +Write told\.txt/),
    '1 hotfix commit is missing on the default branch.',
    expect.stringContaining(warning),
  ])
  expect((await relJson(sandbox, 'hotfix status')).json['result']).toMatchObject({
    commits: [{ subject: 'Write told.txt' }],
    mixed: [{ branch: line, ...mixed }],
  })
  await putTo(line, before)
  expect((await relJson(sandbox, 'hotfix status')).json['result']).toEqual({
    commits: [],
    missing: 0,
    mixed: [],
  })
})

test('does not reintegrate commits from before a reset of the line', async () => {
  const before = await headOf(line)
  await spoil('one', 'spoiled.txt')
  expect((await runRel(sandbox, 'hotfix reintegrate')).exitCode).toBe(0)
  await putTo(line, before)
  const left = await close()
  const from = await headOf('reintegrate/0.2.1')

  await commitOn(sandbox, line, 'fix.txt', 'fix')
  await release(sandbox, '0.2.1', line)
  expect((await runRel(sandbox, 'hotfix reintegrate --dry-run')).stdout).toMatch(
    new RegExp(`Reset reintegrate/0\\.2\\.1 \\(left behind by #${left}\\) to [0-9a-f]{7}\n`),
  )
  const { json } = await relJson(sandbox, 'hotfix reintegrate')
  expect(json).toMatchObject({
    outcome: 'done',
    steps: [
      { kind: 'replace-branch', branch: 'reintegrate/0.2.1', from, by: left },
      { kind: 'open-pull-request' },
    ],
  })
  const [pull] = await open()
  expect(await filesOf(pull!.number)).toEqual(['fix.txt'])
  expect((await runRel(sandbox, 'hotfix reintegrate')).stdout).toMatch(/^Nothing to do/)
})

test('reuses the branch of a closed pull request without other commits', async () => {
  await close()
  const head = await headOf('reintegrate/0.2.1')
  expect((await relJson(sandbox, 'hotfix reintegrate')).json).toMatchObject({
    outcome: 'done',
    steps: [{ kind: 'open-pull-request' }],
  })
  expect(await headOf('reintegrate/0.2.1')).toBe(head)
  await mergePull(sandbox, (await open())[0]!.number)
})

test('replaces a branch that conflicts with the line, also in the workflow', async () => {
  const before = await headOf(line)
  await spoil('two', 'page.txt')
  expect((await runRel(sandbox, 'hotfix reintegrate')).exitCode).toBe(0)
  await putTo(line, before)
  await close()
  const commit = await commitOn(sandbox, line, 'page.txt', 'mended')
  await release(sandbox, '0.2.2', line)
  const permissions = { contents: 'write', 'pull-requests': 'write' }
  const step = await runStepWithWrites(
    sandbox,
    'ci reintegrate --version 0.2.2',
    { branch: line, commit },
    { permissions },
  )
  expect([step.exitCode, step.writes]).toEqual([0, ['git push', 'POST /repos/acme/widgets/pulls']])
  const [pull] = await open()
  expect(await filesOf(pull!.number)).toEqual(['page.txt'])
  await mergePull(sandbox, pull!.number)
})

test('refuses to replace a branch with commits of people', async () => {
  await commitOn(sandbox, line, 'third.txt', 'third')
  await gitAt(sandbox, 'fetch', '--quiet', 'origin')
  const mine = await pushBranch(sandbox, 'reintegrate/0.2.3', { file: 'mine.txt' })
  const { exitCode, stderr } = await runRel(sandbox, 'hotfix reintegrate')
  expect([exitCode, stderr]).toEqual([
    3,
    `Error: reintegrate/0.2.3 has 1 commit (${mine.slice(0, 7)}) that ${line} and its pull requests do not have; replacing the branch would lose them.\n` +
      'Hint: Rename the branch on GitHub or delete it with `git push origin --delete reintegrate/0.2.3`, then run the same command again.',
  ])
  expect(await headOf('reintegrate/0.2.3')).toBe(mine)
  // A pull request keeps the commit, even a closed one.
  await api('POST', 'pulls', { title: 'Mine', head: 'reintegrate/0.2.3', base: 'main' })
  await close()
  expect((await runRel(sandbox, 'hotfix reintegrate --dry-run')).stdout).toContain('Reset reintegrate/0.2.3')
})

test('does not replace a branch that is pushed at the same moment', async () => {
  await faultsOf(sandbox).delay(600_000, { match: { path: '/graphql', nth: 2 } })
  const slow = runRel(sandbox, 'hotfix reintegrate')
  while (!(await sandbox.faults()).some(({ hits }) => hits > 0)) await sleep(20)
  const mine = await pushBranch(sandbox, 'reintegrate/0.2.3', { from: 'origin/reintegrate/0.2.3' })
  await sandbox.clearFaults()
  const { exitCode, stderr } = await slow
  expect([exitCode, stderr]).toEqual([
    3,
    expect.stringContaining('reintegrate/0.2.3 changed on GitHub since it was read.'),
  ])
  expect(await headOf('reintegrate/0.2.3')).toBe(mine)
  expect(await sandbox.deviations()).toEqual([])
})
