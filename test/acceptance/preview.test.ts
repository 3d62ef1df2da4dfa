import { expect, test } from 'vitest'
import { openPull } from '../support/sandbox.js'
import { branchHere, labelsOf, relJson, sandboxForTest, transcript } from '../support/transcript.js'

test('a branch without a pull request: pushed, opened, labelled; then nothing to do', async () => {
  const sandbox = await sandboxForTest()
  await branchHere(sandbox, 'feature/login')
  const lines = [
    'preview up',
    'preview up --dry-run',
    'preview up --yes',
    'preview up',
    'preview list',
    'preview down --dry-run',
    'preview down',
    'preview down',
    'preview list',
  ]
  await expect(await transcript(sandbox, lines)).toMatchFileSnapshot('preview-new.txt')
  expect(await sandbox.deviations()).toEqual([])
})

test('--json is one object, and what it says is so', async () => {
  const sandbox = await sandboxForTest()
  const commit = await branchHere(sandbox, 'feature/login')
  const { json, exitCode, stderr } = await relJson(sandbox, 'preview up --yes')
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(json).toMatchObject({
    command: 'preview up',
    outcome: 'done',
    steps: [
      { kind: 'push-commit', repository: 'acme/widgets', branch: 'feature/login', commit, status: 'done' },
      { kind: 'open-pull-request', head: 'feature/login', base: 'main', labels: ['deploy'], status: 'done' },
    ],
    result: {
      pr: {
        number: 1,
        author: 'dev',
        head: 'feature/login',
        base: 'main',
        sha: commit,
        state: 'open',
        draft: false,
      },
      environment: 'preview/feature-login',
      label: 'deploy',
      url: null,
      run: null,
    },
  })
  expect(await labelsOf(sandbox, 1)).toEqual(['deploy'])
  const { out } = await sandbox.git(
    sandbox.clone('widgets'),
    'ls-remote',
    'origin',
    'refs/heads/feature/login',
  )
  expect(out).toContain(commit)

  await sandbox.clearRequests()
  expect((await relJson(sandbox, 'preview up')).json).toMatchObject({ outcome: 'nothing-to-do', steps: [] })
  expect((await sandbox.requests()).filter(({ write }) => write)).toEqual([])
})

test('a label that was lost after the pull request was opened is all that is left to do', async () => {
  const sandbox = await sandboxForTest()
  await branchHere(sandbox, 'feature/login')
  await sandbox.fault({ match: { operation: 'issues/add-labels' }, times: 1, drop: 'before' })
  const first = await relJson(sandbox, 'preview up --yes')
  expect(first).toMatchObject({
    exitCode: 1,
    json: { error: { code: 'network' }, steps: [{ status: 'done' }, { status: 'failed' }] },
  })
  expect((await relJson(sandbox, 'preview up')).json).toMatchObject({
    outcome: 'done',
    steps: [{ kind: 'add-label', pullRequest: 1, label: 'deploy' }],
  })
})

test('refusals: closed, merged into elsewhere, another branch of the same preview', async () => {
  const sandbox = await sandboxForTest()
  const closed = await openPull(sandbox, 'feature/closed')
  await sandbox.api('dev', 'PATCH', `/repos/acme/widgets/pulls/${closed}`, { state: 'closed' })
  await sandbox.git(
    sandbox.clone('widgets'),
    'push',
    '--quiet',
    'origin',
    'origin/main:refs/heads/release/1.4.0',
  )
  const hotfix = await openPull(sandbox, 'fix/one')
  await sandbox.api('dev', 'PATCH', `/repos/acme/widgets/pulls/${hotfix}`, { base: 'release/1.4.0' })
  const [slash, dash] = [await openPull(sandbox, 'a/b'), await openPull(sandbox, 'a-b')]
  await sandbox.api('dev', 'POST', `/repos/acme/widgets/issues/${slash}/labels`, { labels: ['deploy'] })
  const lines = [closed, hotfix, dash].map((number) => `preview up --pr ${number}`)
  await expect(await transcript(sandbox, [...lines, `preview up --pr ${dash} --json`])).toMatchFileSnapshot(
    'preview-refused.txt',
  )
})

test('unpushed commits: GitHub’s commit is the one that runs', async () => {
  const sandbox = await sandboxForTest()
  await openPull(sandbox, 'feature/login')
  await sandbox.git(sandbox.clone('widgets'), 'commit', '--quiet', '--allow-empty', '--message', 'More')
  const { json } = await relJson(sandbox, 'preview up')
  expect(json['warnings'][0]).toMatch(
    /^#1 runs [0-9a-f]{7}, its commit on GitHub; this branch is at [0-9a-f]{7}\./,
  )
})
