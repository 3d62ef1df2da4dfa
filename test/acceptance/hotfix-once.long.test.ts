import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitOn, gitAt, mergedPull, release } from '../support/hotfix.js'
import { runStepWithWrites } from '../support/job.js'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, runRel } from '../support/transcript.js'

/** Two hotfixes of one line are missing on main: one pull request reintegrates both, whichever is named. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await mergedPull(sandbox, 'feature/base')
  await release(sandbox, '0.1.0')
  await gitAt(sandbox, 'push', '--quiet', 'origin', 'origin/main:refs/heads/release/0.1.0')
  for (const version of ['0.1.1', '0.1.2']) {
    await commitOn(sandbox, 'release/0.1.0', `${version}.txt`, version)
    await release(sandbox, version, 'release/0.1.0')
  }
  await gitAt(sandbox, 'switch', '--quiet', 'main')
  await gitAt(sandbox, 'fetch', '--quiet', '--tags', 'origin')
})
afterAll(() => sandbox.stop())

const api = async (method: string, path: string, body?: Json): Promise<Json> =>
  (await sandbox.api('dev', method, `/repos/acme/widgets/${path}`, body)).body
const open = async (): Promise<readonly Json[]> => api('GET', 'pulls?state=open&base=main')
const byActions = async (version: string) => {
  const commit = await gitAt(sandbox, 'rev-parse', 'origin/release/0.1.0')
  const permissions = { contents: 'write', 'pull-requests': 'write' }
  return runStepWithWrites(
    sandbox,
    `ci reintegrate --version ${version}`,
    { branch: 'release/0.1.0', commit },
    { permissions },
  )
}

test('reuses the open pull request of the newer version for the older one', async () => {
  expect(await byActions('0.1.2')).toMatchObject({ exitCode: 0 })
  const [pull] = await open()
  expect((await runRel(sandbox, 'hotfix list')).stdout).toContain(
    `Merge #${pull!.number} to reintegrate them.`,
  )
  const older = await relJson(sandbox, 'hotfix reintegrate 0.1.1 --yes')
  expect(older.json).toMatchObject({
    outcome: 'done',
    steps: [{ kind: 'reopen-pull-request', pullRequest: pull!.number }],
    result: { version: '0.1.1', branch: 'reintegrate/0.1.2', pr: { number: pull!.number } },
  })
  for (const line of ['hotfix reintegrate', 'hotfix reintegrate 0.1.1', 'hotfix reintegrate 0.1.2'])
    expect((await relJson(sandbox, line)).json).toMatchObject({ outcome: 'nothing-to-do' })
  expect(await byActions('0.1.1')).toMatchObject({ exitCode: 0, writes: [] })
  expect(await open()).toMatchObject([{ head: { ref: 'reintegrate/0.1.2' } }])
})

test('adds newer commits to the open pull request of the older version', async () => {
  const [before] = await open()
  await api('PATCH', `pulls/${before!.number}`, { state: 'closed' })
  expect((await runRel(sandbox, 'hotfix reintegrate 0.1.1 --yes')).exitCode).toBe(0)
  const [pull] = await open()
  expect(pull).toMatchObject({ head: { ref: 'reintegrate/0.1.1' } })
  const { stdout } = await runRel(sandbox, 'hotfix list')
  expect(stdout).toContain(`Merge #${pull!.number} to reintegrate 1 of them.`)
  expect(stdout).toContain('! Run `rel hotfix reintegrate 0.1.2`.')
  expect((await relJson(sandbox, 'hotfix reintegrate 0.1.2 --yes')).json).toMatchObject({
    outcome: 'done',
    steps: [
      { kind: 'push-commit', branch: 'reintegrate/0.1.1' },
      { kind: 'edit-pull-request', pullRequest: pull!.number },
    ],
  })
  const [after] = await open()
  expect(after).toMatchObject({ number: pull!.number })
  expect(after!.body.match(/^- .*|<!-- rel/gm)).toEqual([
    expect.stringMatching(/^- [0-9a-f]{7} .*\(0\.1\.1\)$/),
    expect.stringMatching(/^- [0-9a-f]{7} .*\(0\.1\.2\)$/),
    '<!-- rel',
  ])
  const files: readonly Json[] = await api('GET', `pulls/${pull!.number}/files`)
  expect(files.map(({ filename }) => filename)).toEqual(['0.1.1.txt', '0.1.2.txt'])
  expect((await runRel(sandbox, 'hotfix list')).stdout).toContain(
    `Merge #${pull!.number} to reintegrate them.`,
  )
  expect((await relJson(sandbox, 'hotfix reintegrate')).json).toMatchObject({ outcome: 'nothing-to-do' })
  expect(await sandbox.deviations()).toEqual([])
})
