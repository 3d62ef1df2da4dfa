import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPull, startSandbox, type Sandbox } from '../support/sandbox.js'
import { branchHere, labelsOf, relJson, sandboxForTest, transcript } from '../support/transcript.js'

test('pushes a branch, opens its pull request with the label, then has nothing to do', async () => {
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

test('refuses closed pull requests, hotfixes, and branches with the same preview name', async () => {
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

/** Each test has its own branch. */
describe('in one sandbox', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  afterAll(() => sandbox.stop())

  test('prints one JSON object that matches the state on GitHub', async () => {
    const commit = await branchHere(sandbox, 'feature/json')
    const { json, exitCode, stderr } = await relJson(sandbox, 'preview up --yes')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(json).toMatchObject({
      command: 'preview up',
      outcome: 'done',
      steps: [
        { kind: 'push-commit', repository: 'acme/widgets', branch: 'feature/json', commit, status: 'done' },
        { kind: 'open-pull-request', head: 'feature/json', base: 'main', labels: ['deploy'], status: 'done' },
      ],
      result: {
        pr: {
          number: expect.any(Number),
          author: 'dev',
          head: 'feature/json',
          base: 'main',
          sha: commit,
          state: 'open',
          draft: false,
        },
        environment: 'preview/feature-json',
        label: 'deploy',
        url: null,
        run: null,
      },
    })
    expect(await labelsOf(sandbox, json['result'].pr.number)).toEqual(['deploy'])
    const { out } = await sandbox.git(
      sandbox.clone('widgets'),
      'ls-remote',
      'origin',
      'refs/heads/feature/json',
    )
    expect(out).toContain(commit)

    await sandbox.clearRequests()
    expect((await relJson(sandbox, 'preview up')).json).toMatchObject({ outcome: 'nothing-to-do', steps: [] })
    expect((await sandbox.requests()).filter(({ write }) => write)).toEqual([])
  })

  test('only adds the label if a first run opened the pull request and then failed', async () => {
    await branchHere(sandbox, 'feature/lost')
    await sandbox.fault({ match: { operation: 'issues/add-labels' }, times: 1, drop: 'before' })
    const first = await relJson(sandbox, 'preview up --yes')
    expect(first).toMatchObject({
      exitCode: 1,
      json: { error: { code: 'network' }, steps: [{ status: 'done' }, { status: 'failed' }] },
    })
    const { json } = await relJson(sandbox, 'preview up')
    const { head, number } = json['result'].pr
    expect(head).toBe('feature/lost')
    expect(json).toMatchObject({
      outcome: 'done',
      steps: [{ kind: 'add-label', pullRequest: number, label: 'deploy' }],
    })
  })

  test('warns about unpushed commits', async () => {
    const number = await openPull(sandbox, 'feature/unpushed')
    await sandbox.git(sandbox.clone('widgets'), 'commit', '--quiet', '--allow-empty', '--message', 'More')
    const { json } = await relJson(sandbox, 'preview up')
    expect(json['warnings'][0]).toMatch(
      new RegExp(
        `^GitHub deploys the head of #${number}, [0-9a-f]{7}; your local branch is at [0-9a-f]{7}\\.`,
      ),
    )
  })
})
