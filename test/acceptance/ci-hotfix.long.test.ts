import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deploy } from '../support/deploy.js'
import { faultsOf } from '../support/faults.js'
import { commitOn, gitAt, mergedPull, release } from '../support/hotfix.js'
import { runStepWithWrites, type Job, type Push } from '../support/job.js'
import { pushBranch, startSandbox, type Json, type Sandbox } from '../support/sandbox.js'

/** The commands of the jobs of hotfix-release.yml, with the tokens of these jobs. 1.4.0 runs in production. The tests depend on each other. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await release(sandbox, '1.4.0')
  await deploy(sandbox, 'production', { ref: '1.4.0' })
  await mergedPull(sandbox, 'feature/later')
  await gitAt(sandbox, 'push', '--quiet', 'origin', '1.4.0^{}:refs/heads/release/1.4.0')
})
afterAll(() => sandbox.stop())

const ofPlan = { contents: 'read', 'pull-requests': 'read' }
const step = (line: string, push: Push, job: Job = {}) => runStepWithWrites(sandbox, line, push, job)
const releases = async (): Promise<readonly Json[]> =>
  (await sandbox.api('dev', 'GET', '/repos/acme/widgets/releases')).body
const tags = async (): Promise<readonly string[]> => (await releases()).map(({ tag_name: tag }) => tag)

test('releases nothing when the line is created', async () => {
  const push = { branch: 'release/1.4.0', commit: await gitAt(sandbox, 'rev-parse', 'origin/release/1.4.0') }
  const plan = await step('ci plan', push, { permissions: ofPlan })
  expect([plan.exitCode, plan.outputs['commit'], plan.stdout]).toEqual([
    0,
    '',
    expect.stringMatching(/^Decision: .*1\.4\.0 already contains [0-9a-f]{7}\.$/),
  ])
  expect((await step('ci release', push)).outputs['version']).toBe('')
})

test('releases the next patch as a pre-release, once even if the answer is lost', async () => {
  const commit = await commitOn(sandbox, 'release/1.4.0', 'fix.txt', 'fix')
  const push = { branch: 'release/1.4.0', commit }
  const plan = await step('ci plan', push, { permissions: ofPlan })
  expect([plan.exitCode, plan.outputs]).toEqual([0, { commit, branch: 'release/1.4.0' }])

  await faultsOf(sandbox).dropAfter({ match: { operation: 'repos/create-release' } })
  const first = await step('ci release', push)
  const outputs = { version: '1.4.1', tag: '1.4.1', production: 'production', final: 'false' }
  expect([first.exitCode, first.stderr, first.outputs]).toEqual([0, '', outputs])
  const again = await step('ci release', push)
  expect([again.exitCode, again.outputs, again.writes]).toEqual([0, outputs, []])
  const [made, ...others] = (await releases()).filter(({ tag_name: tag }) => tag === '1.4.1')
  expect(others).toEqual([])
  expect(made).toMatchObject({ prerelease: true, draft: false, target_commitish: commit })
  expect(made!.body).toContain('* Write fix.txt')
  const latest = await sandbox.api('dev', 'GET', '/repos/acme/widgets/releases/latest')
  expect(latest.body.tag_name).toBe('1.4.0')
})

test('uses a version only once over all branches (L2)', async () => {
  const commit = await pushBranch(sandbox, 'release/1.4.1', { file: 'other.txt', from: '1.4.0' })
  // A second line of the same M.m; the first has 1.4.1.
  const { outputs } = await step('ci release', { branch: 'release/1.4.1', commit })
  expect(outputs['version']).toBe('1.4.2')
  const next = await commitOn(sandbox, 'release/1.4.0', 'next.txt', 'next')
  expect((await step('ci release', { branch: 'release/1.4.0', commit: next })).outputs['version']).toBe(
    '1.4.3',
  )
  // A slow run of an earlier commit.
  const between = await gitAt(sandbox, 'rev-parse', '1.4.1^{}')
  const late = await step('ci plan', { branch: 'release/1.4.0', commit: between })
  expect([late.exitCode, late.stdout]).toEqual([0, expect.stringContaining('is already 1.4.1')])
})

test('prints the message of GitHub and a command if GitHub refuses the release', async () => {
  const commit = await commitOn(sandbox, 'release/1.4.0', 'third.txt', 'third')
  const push = { branch: 'release/1.4.0', commit }
  const read = { contents: 'read', deployments: 'read', 'pull-requests': 'read' }
  const refused = await step('ci release', push, { permissions: read })
  expect([refused.exitCode, refused.stderr]).toEqual([
    4,
    expect.stringContaining(`gh release create 1.4.4 --target ${commit} --prerelease`),
  ])
  expect(await tags()).not.toContain('1.4.4')
  const byHand = { tag_name: '1.4.4', target_commitish: commit, prerelease: true }
  await sandbox.api('dev', 'POST', '/repos/acme/widgets/releases', byHand)
  const found = await step('ci release', push)
  expect([found.exitCode, found.outputs['version'], found.writes]).toEqual([0, '1.4.4', []])
})

test('refuses a line with commits of the default branch, and releases nothing (L3)', async () => {
  await gitAt(sandbox, 'fetch', '--quiet', 'origin')
  await gitAt(sandbox, 'checkout', '--quiet', '--detach', 'origin/release/1.4.0')
  await gitAt(sandbox, 'merge', '--quiet', '--no-edit', 'origin/main')
  const commit = await gitAt(sandbox, 'rev-parse', 'HEAD')
  await gitAt(sandbox, 'push', '--quiet', 'origin', `${commit}:refs/heads/release/1.4.0`)
  for (const line of ['ci plan', 'ci release']) {
    const { exitCode, stderr, writes } = await step(line, { branch: 'release/1.4.0', commit })
    expect([exitCode, writes]).toEqual([3, []])
    expect(stderr).toMatch(/release\/1\.4\.0 has \d commits? from main/)
    expect(stderr).toContain(`git push --force origin ${'b'.repeat(40)}:release/1.4.0`)
  }
  await gitAt(sandbox, 'push', '--quiet', '--force', 'origin', `${commit}^1:refs/heads/release/1.4.0`)
})

let proposals = 0
let said = ''
const bringBack = async (reintegration: string, job: Job) => {
  const [file, content] = [join('.github', 'rel.yml'), `reintegration: ${reintegration}`]
  if (reintegration !== said) await mergedPull(sandbox, `configure-${(proposals += 1)}`, { file, content })
  said = reintegration
  const commit = await gitAt(sandbox, 'rev-parse', '1.4.4^{}')
  return step('ci reintegrate --version 1.4.4', { branch: 'release/1.4.0', commit }, job)
}

test('reintegrates by hand, by a technical user or not at all, and reports which', async () => {
  const read = { permissions: { contents: 'read', 'pull-requests': 'read' } }
  const byHand = await bringBack('manual', read)
  expect([byHand.exitCode, byHand.writes]).toEqual([0, []])
  expect(byHand.stdout).toContain('To reintegrate it, run: rel hotfix reintegrate 1.4.4')

  const without = await bringBack('token', read)
  expect([without.exitCode, without.writes]).toEqual([4, []])
  expect(without.stderr).toContain('The secret REINTEGRATION_TOKEN is missing.')

  const refused = await bringBack('actions', read)
  expect([refused.exitCode, refused.writes.filter((one) => one !== 'git push')]).toEqual([4, []])

  const technical = { ...read, env: { REINTEGRATION_TOKEN: sandbox.token('rosa') } }
  const opened = await bringBack('token', technical)
  expect([opened.exitCode, opened.writes]).toEqual([0, ['git push', 'POST /repos/acme/widgets/pulls']])
  const { body: pulls } = await sandbox.api(
    'dev',
    'GET',
    '/repos/acme/widgets/pulls?head=acme:reintegrate/1.4.4',
  )
  expect(pulls).toMatchObject([{ user: { login: 'rosa' }, base: { ref: 'main' } }])
  expect(pulls[0].body).not.toContain('starts no checks')
  const again = await bringBack('token', technical)
  expect([again.exitCode, again.writes]).toEqual([0, []])
  for (const { stdout, stderr } of [opened, refused, again])
    expect(`${stdout}${stderr}`).not.toContain(sandbox.token('rosa'))
  expect(await sandbox.deviations()).toEqual([])
})
