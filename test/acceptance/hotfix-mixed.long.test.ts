import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  commitOn,
  gitAt,
  lineOf,
  mergedPull,
  mergePull,
  pullOf,
  resetLine,
  release,
} from '../support/hotfix.js'
import { runStepWithWrites, type EventPayload } from '../support/job.js'
import { pushBranch, startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { labelsOf, requestsOf, runRel } from '../support/transcript.js'

/** A pull request that would merge commits of main into a line fails before it is merged (L3). The tests depend on each other. */
let sandbox: Sandbox
let line: string
beforeAll(async () => {
  sandbox = await startSandbox()
  line = await lineOf(sandbox, '1.4.0')
  await mergedPull(sandbox, 'feature/squashed')
  await mergedPull(sandbox, 'feature/merged', { method: 'merge' })
})
afterAll(() => sandbox.stop())

const pull = (head: string, base = line, login?: string): Promise<Json> => pullOf(sandbox, head, base, login)
/** Runs the command of the job of rel-build.yml, with its permissions. */
async function build(started: EventPayload, commit: string) {
  const permissions = { checks: 'read', contents: 'read', packages: 'write', 'pull-requests': 'read' }
  const env = { REL_IMAGES: join(sandbox.home, 'images') }
  const step = await runStepWithWrites(sandbox, `ci build --commit ${commit}`, started, { permissions, env })
  return { ...step, asked: (await requestsOf(sandbox)).map((request) => request.replace('query ', '')) }
}
const about = (opened: Json, action = 'opened'): EventPayload => ({
  name: 'pull_request',
  payload: { action, number: opened.number, pull_request: { head: { sha: opened.head.sha } } },
})
const buildOf = (opened: Json) => build(about(opened), opened.head.sha)
const merging = async (branch: string): Promise<string> => {
  await gitAt(sandbox, 'merge', '--quiet', '--no-edit', branch)
  return gitAt(sandbox, 'rev-parse', 'HEAD')
}

const ordinary = ['BuildInputs', 'CiPullRequests', 'Comparison']
const suspicious = [...ordinary, 'Tags', 'Comparison']
const hint = 'Start the branch at release/1.4.0, or cherry-pick the fix: \`rel hotfix start NAME --pick PR`.'
let honest: Json
let wrong: Json

test('accepts a branch started at the line with one request', async () => {
  await pushBranch(sandbox, 'hotfix/honest', { from: `origin/${line}` })
  honest = await pull('hotfix/honest')
  const { exitCode, stderr, outputs, asked } = await buildOf(honest)
  expect([exitCode, stderr, outputs['digest']]).toEqual([0, '', ''])
  expect(asked).toEqual(ordinary)
  await sandbox.clearRequests()
  expect(await runRel(sandbox, `hotfix deploy --pr ${honest.number} --dry-run`)).toMatchObject({
    exitCode: 0,
  })
  expect(await requestsOf(sandbox)).toEqual(['query LabelledPullRequests', 'query Comparison'])
})

test('refuses to build a branch started on main, with the reason in the summary', async () => {
  await pushBranch(sandbox, 'fix-login')
  wrong = await pull('fix-login')
  const { exitCode, stderr, outputs, summary, writes, asked } = await buildOf(wrong)
  expect([exitCode, outputs, writes, asked]).toEqual([3, {}, [], suspicious])
  expect(stderr).toMatch(
    /^Error: fix-login has 2 commits from main \([0-9a-f]{7}\), which cannot be merged into/,
  )
  expect(stderr).toContain(`Hint: ${hint}`)
  expect(summary).toMatch(
    /\*\*fix-login has 2 commits from main .* which cannot be merged into release\/1\.4\.0\.\*\*/,
  )
  expect(summary).toContain('rel hotfix start NAME --pick PR')
})

test('refuses it as well on a label or a repeated run', async () => {
  const { sha } = wrong.head
  const dispatch = { name: 'workflow_dispatch', payload: { inputs: { pr: `${wrong.number}` } } }
  expect(await build(about(wrong, 'labeled'), sha)).toMatchObject({ exitCode: 3 })
  expect(await build(dispatch, sha)).toMatchObject({ exitCode: 3 })
})

test('refuses it in hotfix deploy, before a label is added', async () => {
  for (const flags of ['--dry-run', '']) {
    await sandbox.clearRequests()
    const { exitCode, stderr } = await runRel(sandbox, `hotfix deploy --pr ${wrong.number} ${flags}`)
    expect([exitCode, stderr]).toEqual([
      3,
      expect.stringMatching(/^Error: fix-login has 2 commits from main .*\nHint: Start the branch at/),
    ])
    expect(await requestsOf(sandbox)).toEqual(
      ['LabelledPullRequests', ...suspicious.slice(2)].map((one) => `query ${one}`),
    )
  }
  expect(await labelsOf(sandbox, wrong.number)).toEqual([])
})

test('refuses a branch with main merged into it, main itself, and a branch of a fork', async () => {
  await gitAt(sandbox, 'checkout', '--quiet', '-B', 'hotfix/updated', 'origin/hotfix/honest')
  await merging('origin/main')
  await gitAt(sandbox, 'push', '--quiet', 'origin', 'hotfix/updated')
  const updated = await buildOf(await pull('hotfix/updated'))
  expect([updated.exitCode, updated.stderr]).toEqual([
    3,
    expect.stringContaining('hotfix/updated has 2 commits'),
  ])

  const all = await buildOf(await pull('main'))
  expect([all.exitCode, all.stderr]).toEqual([3, expect.stringContaining('main has 2 commits from main')])

  await sandbox.fork({ repository: 'acme/widgets', login: 'guest' })
  const url = `${sandbox.url.replace('//', `//x:${sandbox.token('guest')}@`)}/guest/widgets.git`
  await gitAt(sandbox, 'checkout', '--quiet', '--detach', 'origin/main')
  await gitAt(sandbox, 'commit', '--quiet', '--allow-empty', '--message', 'Contribute')
  await gitAt(sandbox, 'push', '--quiet', url, 'HEAD:refs/heads/contribution')
  const contributed = await buildOf(await pull('guest:contribution', line, 'guest'))
  expect([contributed.exitCode, contributed.stderr]).toEqual([
    3,
    expect.stringContaining('contribution has 2 commits from main'),
  ])
})

test('builds everything else as before', async () => {
  const commit = await pushBranch(sandbox, 'feature/ordinary')
  const ordinaryPull = await pull('feature/ordinary', 'main')
  expect(await buildOf(ordinaryPull)).toMatchObject({ exitCode: 0, asked: ordinary.slice(0, 2) })
  for (const branch of ['main', line]) {
    const payload = { ref: `refs/heads/${branch}`, before: 'b'.repeat(40), after: commit }
    expect(await build({ name: 'push', payload }, commit)).toMatchObject({
      exitCode: 0,
      asked: ordinary.slice(0, 2),
    })
  }
})

test('accepts a branch that is also merged into main', async () => {
  await pushBranch(sandbox, 'shared', { from: '1.4.0^{}' })
  const { number } = await pull('shared', 'main')
  await mergePull(sandbox, number, 'merge')
  expect(await buildOf(await pull('shared'))).toMatchObject({ exitCode: 0, asked: suspicious })
})

test('accepts commits of a version, even after its reintegration and a reset of the line', async () => {
  await commitOn(sandbox, line, 'one.txt', 'one')
  await release(sandbox, '1.4.1', line)
  await gitAt(sandbox, 'fetch', '--quiet')
  await gitAt(sandbox, 'checkout', '--quiet', '-B', 'reintegrate/1.4.1', 'origin/main')
  await merging(`origin/${line}`)
  await gitAt(sandbox, 'push', '--quiet', 'origin', 'reintegrate/1.4.1')
  await mergePull(sandbox, (await pull('reintegrate/1.4.1', 'main')).number, 'merge')

  await pushBranch(sandbox, 'hotfix/second', { from: `origin/${line}` })
  const second = await pull('hotfix/second')
  expect(await buildOf(second)).toMatchObject({ exitCode: 0, asked: ordinary })
  await resetLine(sandbox, '1.4.0')
  expect(await buildOf(second)).toMatchObject({ exitCode: 0, asked: suspicious })
  expect(await runRel(sandbox, `hotfix deploy --pr ${second.number} --dry-run`)).toMatchObject({
    exitCode: 0,
  })
})

test('decides without reading hundreds of commits of main', async () => {
  await sandbox.api('olga', 'DELETE', '/repos/acme/widgets/branches/main/protection')
  await gitAt(sandbox, 'checkout', '--quiet', '--detach', 'origin/main')
  for (let at = 0; at < 150; at += 1)
    await gitAt(sandbox, 'commit', '--quiet', '--allow-empty', '--message', `Change ${at}`)
  await gitAt(sandbox, 'push', '--quiet', 'origin', 'HEAD:refs/heads/main')
  await gitAt(sandbox, 'fetch', '--quiet')
  await pushBranch(sandbox, 'fix-late')
  const late = await pull('fix-late')
  const { exitCode, stderr, asked } = await buildOf(late)
  expect([exitCode, asked]).toEqual([3, suspicious])
  expect(stderr).toMatch(/^Error: fix-late has at least \d+ commits from main/)
  // EventPayload on an older commit of main: only the older commits are the same.
  await gitAt(sandbox, 'push', '--quiet', '--force', 'origin', 'origin/main~149:refs/heads/hotfix/old')
  await gitAt(sandbox, 'fetch', '--quiet')
  await pushBranch(sandbox, 'hotfix/old', { from: 'origin/hotfix/old' })
  const old = await buildOf(await pull('hotfix/old'))
  expect([old.exitCode, old.stderr]).toEqual([3, expect.stringMatching(/has \d+ commits from main/)])
  expect(old.asked).toEqual([...suspicious, 'Comparison'])
  expect(await sandbox.deviations()).toEqual([])
})
