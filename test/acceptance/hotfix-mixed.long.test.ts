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

/** Nothing flows from main into a line (L3): a pull request that would bring it fails before it is merged. One story, in order. */
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
/** As the job of rel-build.yml, whose token has these. */
async function build(started: EventPayload, commit: string) {
  const permissions = { checks: 'read', contents: 'read', packages: 'write', 'pull-requests': 'read' }
  const env = { REL_IMAGES: join(sandbox.home, 'images') }
  const step = await runStepWithWrites(sandbox, `ci build --commit ${commit}`, started, { permissions, env })
  return { ...step, asked: (await requestsOf(sandbox)).map((one) => one.replace('query ', '')) }
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

const ordinary = ['RecipeLook', 'CiLook', 'CompareLook']
const suspicious = [...ordinary, 'TagLook', 'CompareLook']
const hint = 'Begin the branch at release/1.4.0, or name what to pick: \`rel hotfix start NAME --pick PR`.'
let honest: Json
let wrong: Json

test('a branch that begins at the line: one request tells that nothing flows in', async () => {
  await pushBranch(sandbox, 'hotfix/honest', { from: `origin/${line}` })
  honest = await pull('hotfix/honest')
  const { exitCode, stderr, outputs, asked } = await buildOf(honest)
  expect([exitCode, stderr, outputs['digest']]).toEqual([0, '', ''])
  expect(asked).toEqual(ordinary)
  await sandbox.clearRequests()
  expect(await runRel(sandbox, `hotfix deploy --pr ${honest.number} --dry-run`)).toMatchObject({
    exitCode: 0,
  })
  expect(await requestsOf(sandbox)).toEqual(['query LabelLook', 'query CompareLook'])
})

test('a branch that was begun on main is refused where it is built, with the reason in the summary', async () => {
  await pushBranch(sandbox, 'fix-login')
  wrong = await pull('fix-login')
  const { exitCode, stderr, outputs, summary, writes, asked } = await buildOf(wrong)
  expect([exitCode, outputs, writes, asked]).toEqual([3, {}, [], suspicious])
  expect(stderr).toMatch(/^Error: fix-login carries 2 commits of main \([0-9a-f]{7}\), which would flow into/)
  expect(stderr).toContain(`Hint: ${hint}`)
  expect(summary).toMatch(
    /\*\*fix-login carries 2 commits of main .* which would flow into release\/1\.4\.0\.\*\*/,
  )
  expect(summary).toContain('rel hotfix start NAME --pick PR')
})

test('also where nothing was built before it was labelled, or somebody looks again', async () => {
  const { sha } = wrong.head
  const dispatch = { name: 'workflow_dispatch', payload: { inputs: { pr: `${wrong.number}` } } }
  expect(await build(about(wrong, 'labeled'), sha)).toMatchObject({ exitCode: 3 })
  expect(await build(dispatch, sha)).toMatchObject({ exitCode: 3 })
})

test('hotfix deploy refuses it with the same words before it writes a label', async () => {
  for (const flags of ['--dry-run', '']) {
    await sandbox.clearRequests()
    const { exitCode, stderr } = await runRel(sandbox, `hotfix deploy --pr ${wrong.number} ${flags}`)
    expect([exitCode, stderr]).toEqual([
      3,
      expect.stringMatching(/^Error: fix-login carries 2 commits of main .*\nHint: Begin the branch at/),
    ])
    expect(await requestsOf(sandbox)).toEqual(
      ['LabelLook', ...suspicious.slice(2)].map((one) => `query ${one}`),
    )
  }
  expect(await labelsOf(sandbox, wrong.number)).toEqual([])
})

test('main merged into an honest branch, main itself, and a branch of a fork', async () => {
  await gitAt(sandbox, 'checkout', '--quiet', '-B', 'hotfix/updated', 'origin/hotfix/honest')
  await merging('origin/main')
  await gitAt(sandbox, 'push', '--quiet', 'origin', 'hotfix/updated')
  const updated = await buildOf(await pull('hotfix/updated'))
  expect([updated.exitCode, updated.stderr]).toEqual([
    3,
    expect.stringContaining('hotfix/updated carries 2 commits'),
  ])

  const all = await buildOf(await pull('main'))
  expect([all.exitCode, all.stderr]).toEqual([3, expect.stringContaining('main carries 2 commits of main')])

  await sandbox.fork({ repository: 'acme/widgets', login: 'guest' })
  const url = `${sandbox.url.replace('//', `//x:${sandbox.token('guest')}@`)}/guest/widgets.git`
  await gitAt(sandbox, 'checkout', '--quiet', '--detach', 'origin/main')
  await gitAt(sandbox, 'commit', '--quiet', '--allow-empty', '--message', 'Contribute')
  await gitAt(sandbox, 'push', '--quiet', url, 'HEAD:refs/heads/contribution')
  const contributed = await buildOf(await pull('guest:contribution', line, 'guest'))
  expect([contributed.exitCode, contributed.stderr]).toEqual([
    3,
    expect.stringContaining('contribution carries 2 commits of main'),
  ])
})

test('what is no pull request into a line is built as ever', async () => {
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

test('a branch whose pull request went into main as well brings nothing of main', async () => {
  await pushBranch(sandbox, 'shared', { from: '1.4.0^{}' })
  const { number } = await pull('shared', 'main')
  await mergePull(sandbox, number, 'merge')
  expect(await buildOf(await pull('shared'))).toMatchObject({ exitCode: 0, asked: suspicious })
})

test('what a version has is of the line, also after it came back to main and the line was put back', async () => {
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

test('hundreds of commits of main: what was read of them is enough', async () => {
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
  expect(stderr).toMatch(/^Error: fix-late carries at least \d+ commits of main/)
  // Begun on main, which has gone on since: only the older ones of both are the same.
  await gitAt(sandbox, 'push', '--quiet', '--force', 'origin', 'origin/main~149:refs/heads/hotfix/old')
  await gitAt(sandbox, 'fetch', '--quiet')
  await pushBranch(sandbox, 'hotfix/old', { from: 'origin/hotfix/old' })
  const old = await buildOf(await pull('hotfix/old'))
  expect([old.exitCode, old.stderr]).toEqual([3, expect.stringMatching(/carries \d+ commits of main/)])
  expect(old.asked).toEqual([...suspicious, 'CompareLook'])
  expect(await sandbox.deviations()).toEqual([])
})
