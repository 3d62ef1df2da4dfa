import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deploy } from '../support/deploy.js'
import { addWorkflow, runnerOf } from '../support/runner.js'
import { pushBranch, startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, requestsOf, runRel, transcript } from '../support/transcript.js'

const repository = '/repos/acme/widgets'
let sandbox: Sandbox
/** The results while production had run one version only. */
const withOneVersion: Awaited<ReturnType<typeof runRel>>[] = []
const api = async (method: string, path: string, body?: unknown): Promise<Json> => {
  const answer = await sandbox.api('olga', method, `${repository}${path}`, body)
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}
/** Merges a pull request that writes these contents into one file, a commit for each. */
async function land(
  branch: string,
  file: string,
  contents: readonly string[],
  method: string,
): Promise<number> {
  const git = (...words: string[]) => sandbox.git(sandbox.clone('widgets'), ...words)
  await git('fetch', '--quiet')
  for (const [at, content] of contents.entries())
    await pushBranch(sandbox, branch, { file, content, from: at === 0 ? 'origin/main' : branch })
  const { number } = await api('POST', '/pulls', { title: `About ${branch}`, head: branch, base: 'main' })
  await api('PUT', `/pulls/${number}/merge`, { merge_method: method })
  await git('fetch', '--quiet')
  return number
}
const fileOn = async (branch: string, path: string): Promise<string | null> => {
  const { status, out } = await sandbox.git(sandbox.clone('widgets'), 'show', `origin/${branch}:${path}`)
  return status === 0 ? out.trim() : null
}
const fetchAll = () => sandbox.git(sandbox.clone('widgets'), 'fetch', '--quiet', '--prune')

beforeAll(async () => {
  sandbox = await startSandbox()
  await land('one', 'one.txt', ['one'], 'squash')
  await api('POST', '/releases', { tag_name: '1.4.0' })
  await land('two', 'two.txt', ['first', 'second'], 'rebase') // 2
  await land('three', 'one.txt', ['three'], 'merge') // 3
  await land('four', 'one.txt', ['four'], 'squash') // 4
  // Published, then rejected.
  await api('POST', '/releases', { tag_name: '1.4.1' })
  await api('POST', '/releases', { tag_name: '1.5.0' })
  const { sha } = await api('GET', '/commits/main')
  await deploy(sandbox, 'production', { ref: '1.4.0', description: `rel 1.4.0 ${sha}` })
  for (const line of ['release rollback --yes', 'release rollback --redeploy --yes'])
    withOneVersion.push(await runRel(sandbox, line))
  await deploy(sandbox, 'production', { ref: '1.5.0', description: `rel 1.5.0 ${sha}` })
  await land('five', '.github/five.yml', ['five: 5'], 'squash') // 5
}, 60_000)
afterAll(() => sandbox?.stop())

test('asks for --to if no deployment shows what production ran before', () => {
  for (const { exitCode, stderr } of withOneVersion)
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringMatching(
        /^Error: The version that ran before 1\.4\.0 is not known\.\nHint: .*--to VERSION/,
      ),
    ])
  expect(withOneVersion).toHaveLength(2)
})

test('reverts everything since a version by a pull request', async () => {
  const before = (await sandbox.git(sandbox.clone('widgets'), 'status', '--short', '--branch')).out
  await expect(
    await transcript(
      sandbox,
      [
        'release rollback --dry-run',
        'release rollback',
        'release rollback --yes',
        'release rollback --yes',
        'release rollback --to 9.9.9 --yes',
      ],
      { sorted: true },
    ),
  ).toMatchFileSnapshot('release-rollback.txt')
  await fetchAll()
  const branch = 'rollback/1.4.0'
  expect([await fileOn(branch, 'one.txt'), await fileOn(branch, 'two.txt')]).toEqual(['one', null])
  // .github is not rolled back.
  expect(await fileOn(branch, '.github/five.yml')).toBe('five: 5')
  const [pull] = await api('GET', '/pulls')
  expect(pull).toMatchObject({ title: 'Roll back to 1.4.0', head: { ref: branch }, base: { ref: 'main' } })
  expect(pull.body).toContain('Reverts acme/widgets#4\nReverts acme/widgets#3\nReverts acme/widgets#2\n')
  expect((await sandbox.git(sandbox.clone('widgets'), 'status', '--short', '--branch')).out).toBe(before)
  const { json } = await relJson(sandbox, 'release rollback')
  expect(json).toMatchObject({
    outcome: 'nothing-to-do',
    result: { mode: 'revert', from: '1.5.0', to: '1.4.0', pr: { number: pull.number }, run: null },
  })
  await api('PATCH', `/pulls/${pull.number}`, { state: 'closed' })
  await api('DELETE', `/git/refs/heads/${branch}`)
}, 60_000)

test.each([
  [2, 'all commits of a rebased one', { 'two.txt': null, 'one.txt': 'four' }],
  [4, 'a squashed one', { 'two.txt': 'second', 'one.txt': 'three' }],
])('reverts pull request #%i: %s', async (number, _, files) => {
  const { exitCode, stderr } = await runRel(sandbox, `release rollback --revert ${number} --yes`)
  expect(exitCode, stderr).toBe(0)
  await fetchAll()
  for (const [path, content] of Object.entries(files))
    expect(await fileOn(`revert/${number}`, path)).toBe(content)
  const [pull] = await api('GET', '/pulls')
  expect(pull).toMatchObject({
    title: expect.stringMatching(/^Revert "About /),
    body: `Reverts acme/widgets#${number}`,
  })
  const again = await runRel(sandbox, `release rollback --revert ${number} --yes`)
  expect(again.stdout).toMatch(/^Nothing to do: Merge #\d+ to revert #\d: /)
})

test('a conflict names the files and pull requests, and nothing is written', async () => {
  await sandbox.clearRequests()
  const { exitCode, json } = await relJson(sandbox, 'release rollback --revert 3 --yes')
  expect([exitCode, json['error'].code]).toEqual([3, 'conflict'])
  expect(json['error'].message).toContain('one.txt (#4')
  expect(json['result'].conflicts).toMatchObject([{ path: 'one.txt', prs: expect.arrayContaining([4]) }])
  expect((await requestsOf(sandbox)).filter((request) => !/^(GET|query)/.test(request))).toEqual([])
})

test.each([
  ['release rollback --revert 99 --yes', 2, 'has no pull request #99'],
  ['release rollback --revert 3 --to 1.4.0', 2, '--revert'],
  ['release rollback --to 1.5.0 --yes', 0, ''],
  ['release rollback --redeploy --yes', 3, 'There is no image of 1.4.0'],
])('%s: exit status %i', async (line, status, message) => {
  const { exitCode, stderr } = await runRel(sandbox, line)
  expect([exitCode, stderr]).toEqual([status, expect.stringContaining(message)])
})

test('refuses outside a clone of the repository', async () => {
  const line = 'release rollback -R acme/widgets --yes'
  const { exitCode, stderr } = await runRel(sandbox, line, { cwd: sandbox.clone('gadgets') })
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('Not a clone of acme/widgets')])
})

test('deploys the image of the older version behind the gate', async () => {
  const images = join(sandbox.home, 'images')
  await mkdir(join(images, 'ghcr.io/acme/widgets/tags'), { recursive: true })
  await writeFile(join(images, 'ghcr.io/acme/widgets/tags/1.4.0'), `sha256:${'a'.repeat(64)}`)
  const options = { env: { REL_IMAGES: images }, sorted: true }
  const refused = await runRel(sandbox, 'release rollback --redeploy --yes', options)
  expect([refused.exitCode, refused.stderr]).toEqual([
    3,
    expect.stringContaining('.github/workflows/deploy.yml, which deploys it, is missing on main'),
  ])
  const template = join(import.meta.dirname, '../../src/workflows/templates/workflows/deploy.yml')
  await addWorkflow(sandbox, 'deploy.yml', await readFile(template, 'utf8'))
  const lines = [
    'release rollback --redeploy --dry-run',
    'release rollback --redeploy --yes --no-wait',
    'release rollback --redeploy --to 1.5.0 --yes --no-wait',
  ]
  await expect(await transcript(sandbox, lines, options)).toMatchFileSnapshot('release-redeploy.txt')
  // This sandbox runs no workflows; start the run that it would start.
  await runnerOf(sandbox).start({
    path: '.github/workflows/deploy.yml',
    event: 'workflow_dispatch',
    displayTitle: 'Deploy 1.4.0 to production',
  })
  await sandbox.clearRequests()
  const again = await relJson(sandbox, 'release rollback --redeploy --yes --no-wait', options)
  expect(again.json).toMatchObject({
    outcome: 'nothing-to-do',
    result: { mode: 'redeploy', from: '1.5.0', to: '1.4.0', pr: null },
  })
  expect((await requestsOf(sandbox)).filter((request) => !/^(GET|query)/.test(request))).toEqual([])
}, 60_000)

test('does nothing when run again; only --to goes further back', async () => {
  await api('POST', '/releases', { tag_name: '1.6.0' })
  const { sha } = await api('GET', '/commits/main')
  await deploy(sandbox, 'production', { ref: '1.6.0', description: `rel 1.6.0 ${sha}` })
  await deploy(sandbox, 'production', { ref: 'main', description: `rel 1.5.0 ${sha}` })
  const images = join(sandbox.home, 'images')
  await writeFile(join(images, 'ghcr.io/acme/widgets/tags/1.4.0'), `sha256:${'a'.repeat(64)}`)
  const options = { env: { REL_IMAGES: images }, sorted: true }
  await sandbox.clearRequests()
  const again = await runRel(sandbox, 'release rollback --redeploy --yes --no-wait', options)
  expect([again.exitCode, again.stdout]).toEqual([
    0,
    'Nothing to do: production was already rolled back from 1.6.0 to 1.5.0. Use `--to VERSION` to go further back, or `--to 1.6.0` to go forward again.',
  ])
  expect((await requestsOf(sandbox)).filter((request) => !/^(GET|query)/.test(request))).toEqual([])
  const { json } = await relJson(sandbox, 'release rollback --redeploy --to 1.4.0 --dry-run', options)
  expect(json).toMatchObject({ outcome: 'nothing-to-do', result: { from: '1.5.0', to: '1.4.0' } })
  // The code is reverted to what production runs, not further.
  const code = await relJson(sandbox, 'release rollback --dry-run', options)
  expect(code.json).toMatchObject({ result: { mode: 'revert', to: '1.5.0' } })
}, 60_000)
