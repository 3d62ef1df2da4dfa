import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deploy } from '../support/deploy.js'
import { bodyOf, commitOn, fingerprint, gitAt, mergedPull, mergePull, release } from '../support/hotfix.js'
import { startSandbox, type Sandbox } from '../support/sandbox.js'
import { relJson, runRel, transcript } from '../support/transcript.js'

/** 1.4.0 runs in production; main has a squashed, a merged and a rebased pull request more. The tests depend on each other. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await release(sandbox, '1.3.0')
  await mergedPull(sandbox, 'feature/base', { file: 'README.md', content: 'base' })
  await release(sandbox, '1.4.0')
  await deploy(sandbox, 'production', { ref: '1.4.0' })
  await mergedPull(sandbox, 'feature/squashed', { file: 'squashed.txt', method: 'squash' })
  await mergedPull(sandbox, 'feature/merged', { file: 'merged.txt', method: 'merge' })
  await mergedPull(sandbox, 'feature/rebased', { file: 'rebased.txt', method: 'rebase' })
})
afterAll(() => sandbox.stop())

test('starts a hotfix of the production version, with picks in merge order, and keeps a dirty work tree', async () => {
  const clone = sandbox.clone('widgets')
  await writeFile(join(clone, 'README.md'), 'dirty')
  await writeFile(join(clone, 'staged.txt'), 'staged')
  await gitAt(sandbox, 'add', 'staged.txt')
  await writeFile(join(clone, 'untracked.txt'), 'untracked')
  const before = await fingerprint(clone)
  const lines = [
    'hotfix start',
    'hotfix start bad..name',
    'hotfix start login --pick 99',
    'hotfix start login --release 9.9.9',
    'hotfix start login --pick 4 --pick 2 --dry-run',
    'hotfix start login --pick 4 --pick 2',
    'hotfix start login --pick 4 --pick 2',
    'hotfix start login --pick 4 --pick 2 --dry-run',
  ]
  await expect(await transcript(sandbox, lines)).toMatchFileSnapshot('hotfix-start.txt')
  expect(await fingerprint(clone)).toEqual(before)
  await gitAt(sandbox, 'reset', '--quiet', '--hard')
  await gitAt(sandbox, 'clean', '--quiet', '--force')
})

test('reports the picks in --json, as they are in git', async () => {
  const { json, exitCode } = await relJson(sandbox, 'hotfix start both --pick 3 --pick 2')
  expect(exitCode).toBe(0)
  expect(json).toMatchObject({
    command: 'hotfix start',
    outcome: 'done',
    result: {
      line: 'release/1.4.0',
      branch: 'hotfix/both',
      pr: { head: 'hotfix/both', base: 'release/1.4.0', state: 'open', draft: false },
      picked: [{ pr: 2 }, { pr: 3 }],
      skipped: [],
      conflicts: [],
      directory: null,
    },
  })
  await gitAt(sandbox, 'fetch', '--quiet')
  const log = await gitAt(
    sandbox,
    'log',
    '--reverse',
    '--format=%s%n%b',
    'origin/release/1.4.0..origin/hotfix/both',
  )
  expect(log.match(/cherry picked from commit/g)).toHaveLength(2)
  const again = await relJson(sandbox, 'hotfix start both --pick 3 --pick 2')
  expect(again.json).toMatchObject({
    outcome: 'nothing-to-do',
    steps: [],
    result: { picked: [], skipped: [{ pr: 2, reason: 'already in hotfix/both' }, { pr: 3 }] },
  })
  await sandbox.api('dev', 'PATCH', `/repos/acme/widgets/pulls/${json['result'].pr.number}`, {
    state: 'closed',
  })
})

test('creates the branches without picks, and the pull request after a commit', async () => {
  const first = await transcript(sandbox, ['hotfix start own', 'hotfix start own'])
  await gitAt(sandbox, 'fetch', '--quiet')
  await gitAt(sandbox, 'switch', '--quiet', 'hotfix/own')
  await writeFile(join(sandbox.clone('widgets'), 'own.txt'), 'own')
  await gitAt(sandbox, 'add', 'own.txt')
  await gitAt(sandbox, 'commit', '--quiet', '--message', 'Fix it here')
  await writeFile(join(sandbox.clone('widgets'), 'more.txt'), 'more')
  await gitAt(sandbox, 'add', 'more.txt')
  await gitAt(sandbox, 'commit', '--quiet', '--message', 'And there')
  const then = await transcript(sandbox, ['hotfix start', 'hotfix start'])
  await expect(`${first}\n${then}`).toMatchFileSnapshot('hotfix-own.txt')
})

test('refuses a branch that was started on main', async () => {
  await gitAt(sandbox, 'switch', '--quiet', '--create', 'hotfix/wrong', 'origin/main')
  await gitAt(sandbox, 'commit', '--quiet', '--allow-empty', '--message', 'Fix')
  const { exitCode, json } = await relJson(sandbox, 'hotfix start')
  const { code, message, hint } = json['error']
  expect([exitCode, code]).toEqual([3, 'refused'])
  expect(message).toMatch(/^hotfix\/wrong has 3 commits from main/)
  expect(hint).toMatch(/^Start the branch at release\/1\.4\.0, or/)
  await gitAt(sandbox, 'switch', '--quiet', 'main')
})

test('adds and removes the label of the hotfix environment, only for pull requests into a line', async () => {
  const { body } = await sandbox.api('dev', 'GET', '/repos/acme/widgets/pulls?head=acme:hotfix/login')
  const number: number = body[0].number
  const open = await mergedPullLater('feature/open')
  const lines = [
    `hotfix deploy --pr ${number} --dry-run`,
    `hotfix up --pr ${number}`,
    `hotfix deploy --pr ${number}`,
    `hotfix deploy --pr ${open}`,
    `hotfix undeploy --pr ${open}`,
    `hotfix down --pr ${number} --dry-run`,
    `hotfix undeploy --pr ${number}`,
    `hotfix undeploy --pr ${number}`,
    `hotfix deploy`,
    `hotfix deploy --pr ${number} --json`,
  ]
  await expect(await transcript(sandbox, lines)).toMatchFileSnapshot('hotfix-deploy.txt')
})

async function mergedPullLater(branch: string): Promise<number> {
  await gitAt(sandbox, 'push', '--quiet', 'origin', `origin/main^:refs/heads/${branch}`)
  await commitOn(sandbox, branch, 'open.txt', 'open')
  const pull = { title: 'Open', head: branch, base: 'main' }
  const { body } = await sandbox.api('dev', 'POST', '/repos/acme/widgets/pulls', pull)
  await gitAt(sandbox, 'switch', '--quiet', 'main')
  return body.number
}

test('lists missing commits, reintegrates them, and shows them on main', async () => {
  const { body } = await sandbox.api('dev', 'GET', '/repos/acme/widgets/pulls?base=release/1.4.0')
  for (const { number } of body) await mergePull(sandbox, number, 'merge')
  await release(sandbox, '1.4.1', 'release/1.4.0')
  const lines = [
    'hotfix list',
    'hotfix status',
    'hotfix reintegrate 3.0.0',
    'hotfix reintegrate --dry-run',
    'reintegrate',
    'hotfix reintegrate 1.4.1',
    'hotfix list',
  ]
  await expect(await transcript(sandbox, lines)).toMatchFileSnapshot('hotfix-reintegrate.txt')
  const { json } = await relJson(sandbox, 'reintegrate')
  expect(json).toMatchObject({
    command: 'hotfix reintegrate',
    outcome: 'nothing-to-do',
    result: {
      version: '1.4.1',
      branch: 'reintegrate/1.4.1',
      pr: { base: 'main', draft: false },
      clean: true,
      conflicts: [],
    },
  })
  await mergePull(sandbox, json['result'].pr.number, 'squash', '')
  expect((await relJson(sandbox, 'hotfix status')).json['result']).toMatchObject({
    missing: 0,
    commits: expect.arrayContaining([
      expect.objectContaining({ version: '1.4.1', subject: 'Fix it here', on: 'listed' }),
    ]),
  })
})

test('reintegrates only new commits after a squash; an older line has its own version', async () => {
  const commit = await commitOn(sandbox, 'release/1.4.0', 'second.txt', 'second')
  await gitAt(sandbox, 'switch', '--quiet', 'main')
  const elsewhere = { cwd: sandbox.clone('gadgets') }
  const missing = async (line: string, manner = {}) =>
    (await relJson(sandbox, line, manner)).json['result'].unreintegrated
  expect(await missing('status')).toEqual([{ version: null, commit, pr: null }])
  expect(await missing('status -R acme/widgets', elsewhere)).toEqual([{ version: null, commit, pr: null }])
  expect((await runRel(sandbox, 'status')).stdout).toContain(
    '! 1 hotfix commit of an unreleased hotfix missing on the default branch: run `rel hotfix reintegrate`.',
  )
  const { stdout } = await runRel(sandbox, 'hotfix reintegrate --yes')
  expect(stdout).toContain('reintegrate/1.4.2')
  const { json } = await relJson(sandbox, 'hotfix reintegrate')
  expect(await missing('status')).toEqual([{ version: null, commit, pr: json['result'].pr.number }])
  const { body, changed_files: files } = await bodyOf(sandbox, json['result'].pr.number)
  expect(files).toBe(1)
  expect(body).toContain('Each commit is cherry-picked')
  await mergePull(sandbox, json['result'].pr.number, 'rebase')
  expect((await relJson(sandbox, 'hotfix status')).json['result']).toMatchObject({ missing: 0 })
  expect(await missing('status')).toEqual([])
  expect(await missing('status -R acme/widgets', elsewhere)).toEqual([])
  expect((await relJson(sandbox, 'hotfix start old --release 1.3.0')).json).toMatchObject({
    result: { line: 'release/1.3.0', branch: 'hotfix/old' },
  })
  expect(await sandbox.deviations()).toEqual([])
})
