import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitOn, fingerprint, gitAt, mergedPull, mergePull, release } from '../support/hotfix.js'
import { openPull, pushBranch, startSandbox, type Sandbox } from '../support/sandbox.js'
import { relJson, requestsOf, runRel, transcript } from '../support/transcript.js'

/** Wrong words for the commands of hotfixes: each is told what is wrong, and writes nothing. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.stop())

const neverWriting = (text: string): void =>
  expect(text.split('\n').filter((line) => /^> (?!query |GET )/.test(line))).toEqual([])

test('before there is any release', async () => {
  const lines = [
    'start login',
    'start login --release 1.4.0',
    'list',
    'status',
    'reintegrate',
    'reintegrate 1.4.0',
  ]
  const told = await transcript(
    sandbox,
    lines.map((line) => `hotfix ${line}`),
  )
  await expect(told).toMatchFileSnapshot('hotfix-none.txt')
  neverWriting(told)
})

test('versions, pull requests and flags that are none, and a detached HEAD', async () => {
  await release(sandbox, '1.4.0')
  await mergedPull(sandbox, 'feature/fix')
  const closed = await openPull(sandbox, 'feature/closed')
  await sandbox.api('dev', 'PATCH', `/repos/acme/widgets/pulls/${closed}`, { state: 'closed' })
  const open = await openPull(sandbox, 'feature/open')
  await gitAt(sandbox, 'switch', '--quiet', '--detach', 'origin/main')
  const before = await fingerprint(sandbox.clone('widgets'))
  const told = await transcript(sandbox, [
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
  await expect(told).toMatchFileSnapshot('hotfix-refused.txt')
  neverWriting(told)
  expect(await fingerprint(sandbox.clone('widgets'))).toEqual(before)
})

test.each(['a b', 'a/b', 'a;b', '$(id)', '.a', 'a.', 'a..b', 'a.lock', 'ä', '@{1}', 'a~1', '-', ''])(
  'hotfix start "%s" is no name',
  async (name) => {
    await sandbox.clearRequests()
    const { exitCode, stderr } = await runRel(sandbox, `hotfix start '${name}'`)
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining(`"${name}" cannot be the name of a hotfix.`),
    ])
    expect(await requestsOf(sandbox)).toEqual([])
  },
)

test('what was merged into another branch than main is picked as well', async () => {
  await pushBranch(sandbox, 'beside')
  await pushBranch(sandbox, 'feature/beside', { from: 'origin/beside' })
  const wish = { title: 'Beside', head: 'feature/beside', base: 'beside' }
  const { body } = await sandbox.api('dev', 'POST', '/repos/acme/widgets/pulls', wish)
  await mergePull(sandbox, body.number)
  const { exitCode, stdout } = await runRel(sandbox, `hotfix start beside --pick ${body.number}`)
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('Open a pull request from hotfix/beside')])
})

test.each(['start login', 'list', 'status', 'reintegrate'])('hotfix %s in a shallow clone', async (line) => {
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
})

test('what a shallow clone cannot judge, GitHub is asked about: `rel status` names it all the same', async () => {
  await gitAt(sandbox, 'fetch', '--quiet')
  const commit = await commitOn(sandbox, 'release/1.4.0', 'fix.txt', 'fix')
  const cwd = join(sandbox.home, 'shallow-list')
  const env = { GH_TOKEN: sandbox.token('dev'), GITHUB_API_URL: sandbox.apiUrl }
  expect(await relJson(sandbox, 'status', { cwd, env })).toMatchObject({
    exitCode: 0,
    json: { result: { unreintegrated: [{ version: null, commit, pr: null }] } },
  })
})

test('a line with commits of main is not gone on with: nothing of it would be released', async () => {
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
  const told = () => runRel(sandbox, 'hotfix start late --release 1.5.0')
  await expect.poll(told, { timeout: 10_000 }).toMatchObject({
    exitCode: 3,
    stderr: expect.stringMatching(
      new RegExp(`${line} has 1 commit of main .*\n.*git push --force origin ${before}:${line}`),
    ),
  })
  await gitAt(sandbox, 'push', '--quiet', '--force', 'origin', `${before}:refs/heads/${line}`)
  expect(await told()).toMatchObject({ exitCode: 0 })
})
