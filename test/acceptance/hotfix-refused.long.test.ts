import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitOn, fingerprint, gitAt, mergedPull, mergePull, release } from '../support/hotfix.js'
import { openPull, pushBranch, startSandbox, type Sandbox } from '../support/sandbox.js'
import { relJson, requestsOf, runRel, transcript } from '../support/transcript.js'

/** Invalid arguments of the hotfix commands: each prints an error and writes nothing. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.stop())

const neverWriting = (text: string): void =>
  expect(text.split('\n').filter((line) => /^> (?!query |GET )/.test(line))).toEqual([])

test('refuses without a release', async () => {
  const lines = [
    'start login',
    'start login --release 1.4.0',
    'list',
    'status',
    'reintegrate',
    'reintegrate 1.4.0',
  ]
  const text = await transcript(
    sandbox,
    lines.map((line) => `hotfix ${line}`),
  )
  await expect(text).toMatchFileSnapshot('hotfix-none.txt')
  neverWriting(text)
})

test('refuses unknown versions, pull requests and flags, and a detached HEAD', async () => {
  await release(sandbox, '1.4.0')
  await mergedPull(sandbox, 'feature/fix')
  const closed = await openPull(sandbox, 'feature/closed')
  await sandbox.api('dev', 'PATCH', `/repos/acme/widgets/pulls/${closed}`, { state: 'closed' })
  const open = await openPull(sandbox, 'feature/open')
  await gitAt(sandbox, 'switch', '--quiet', '--detach', 'origin/main')
  const before = await fingerprint(sandbox.clone('widgets'))
  const text = await transcript(sandbox, [
    'hotfix start a --release main',
    'hotfix start a --release 1.4.7',
    `hotfix start a --pick ${closed}`,
    `hotfix start a --pick ${open}`,
    'hotfix start a --pick 99',
    'hotfix start a --pick 0',
    'hotfix start',
    'hotfix start --continue',
    'hotfix start --abort',
    'hotfix start a --continue',
    'hotfix start a --abort',
    'hotfix start a --continue --abort',
    'hotfix start a --continue --pick 1',
    'hotfix deploy',
    'hotfix deploy --pr 99',
    `hotfix deploy --pr ${open}`,
    `hotfix deploy --pr ${closed}`,
    'hotfix undeploy',
    'hotfix undeploy --pr 99',
    `hotfix undeploy --pr ${open}`,
    'hotfix reintegrate nonsense',
    'hotfix reintegrate 1.4.0',
    'hotfix reintegrate 1.4.0 1.4.1',
    'hotfix begin',
  ])
  await expect(text).toMatchFileSnapshot('hotfix-refused.txt')
  neverWriting(text)
  expect(await fingerprint(sandbox.clone('widgets'))).toEqual(before)
})

test.each(['a b', 'a/b', 'a;b', '$(id)', '.a', 'a.', 'a..b', 'a.lock', 'ä', '@{1}', 'a~1', '-', ''])(
  'refuses the name "%s" in hotfix start',
  async (name) => {
    await sandbox.clearRequests()
    const { exitCode, stderr } = await runRel(sandbox, `hotfix start '${name}'`)
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`Invalid hotfix name "${name}".`)])
    expect(await requestsOf(sandbox)).toEqual([])
  },
)

test('picks a pull request that was merged into another branch', async () => {
  await pushBranch(sandbox, 'beside')
  await pushBranch(sandbox, 'feature/beside', { from: 'origin/beside' })
  const pull = { title: 'Beside', head: 'feature/beside', base: 'beside' }
  const { body } = await sandbox.api('dev', 'POST', '/repos/acme/widgets/pulls', pull)
  await mergePull(sandbox, body.number)
  const { exitCode, stdout } = await runRel(sandbox, `hotfix start beside --pick ${body.number}`)
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('Open a pull request from hotfix/beside')])
})

test.each(['start login', 'list', 'status', 'reintegrate'])(
  'refuses hotfix %s in a shallow clone',
  async (line) => {
    const cwd = join(sandbox.home, `shallow-${line.split(' ')[0]}`)
    const url = new URL(`${sandbox.url}/acme/widgets.git`)
    Object.assign(url, { username: 'x', password: sandbox.token('dev') })
    await gitAt(sandbox, 'clone', '--quiet', '--depth', '1', url.href, cwd)
    await sandbox.clearRequests()
    const env = { GH_TOKEN: sandbox.token('dev'), GITHUB_API_URL: sandbox.apiUrl }
    const { exitCode, stderr } = await runRel(sandbox, `hotfix ${line}`, { cwd, env })
    expect([exitCode, stderr]).toEqual([
      2,
      'Error: This clone is shallow; this command needs the whole history.\n' +
        'Hint: Run `git fetch --unshallow` first; in a workflow, check out with `fetch-depth: 0`.',
    ])
    expect((await requestsOf(sandbox)).filter((one) => !one.startsWith('query '))).toEqual([])
  },
)

test('finds missing commits from GitHub in `rel status` of a shallow clone', async () => {
  await gitAt(sandbox, 'fetch', '--quiet')
  const commit = await commitOn(sandbox, 'release/1.4.0', 'fix.txt', 'fix')
  const cwd = join(sandbox.home, 'shallow-list')
  const env = { GH_TOKEN: sandbox.token('dev'), GITHUB_API_URL: sandbox.apiUrl }
  expect(await relJson(sandbox, 'status', { cwd, env })).toMatchObject({
    exitCode: 0,
    json: { result: { unreintegrated: [{ version: null, commit, pr: null }] } },
  })
})

test('refuses to start a hotfix on a line with commits of main', async () => {
  await release(sandbox, '1.5.0')
  const line = 'release/1.5.0'
  await gitAt(sandbox, 'push', '--quiet', 'origin', `origin/main:refs/heads/${line}`)
  await gitAt(sandbox, 'fetch', '--quiet')
  const before = await commitOn(sandbox, line, 'own.txt', 'own')
  await mergedPull(sandbox, 'feature/next')
  const pull = { title: 'By hand', head: line, base: 'main' }
  const { body } = await sandbox.api('dev', 'POST', '/repos/acme/widgets/pulls', pull)
  await sandbox.api('dev', 'PUT', `/repos/acme/widgets/pulls/${body.number}/update-branch`)
  await gitAt(sandbox, 'fetch', '--quiet')
  const start = () => runRel(sandbox, 'hotfix start late --release 1.5.0')
  await expect.poll(start, { timeout: 10_000 }).toMatchObject({
    exitCode: 3,
    stderr: expect.stringMatching(
      new RegExp(`${line} has 1 commit from main .*\n.*git push --force origin ${before}:${line}`),
    ),
  })
  await gitAt(sandbox, 'push', '--quiet', '--force', 'origin', `${before}:refs/heads/${line}`)
  expect(await start()).toMatchObject({ exitCode: 0 })
})
