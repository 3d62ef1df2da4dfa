import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitOn, gitAt, mergedPull, release } from '../support/hotfix.js'
import { runStepWithWrites, type Job } from '../support/job.js'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'

/** The last job of a hotfix, where GitHub refuses it. 1.3.1 and 1.4.1 are missing on main; 1.4.1 and main each change a workflow file, so
 *  that the commits to reintegrate are on no branch yet. */
let sandbox: Sandbox
const workflow = (first: string, last: string): string => `on: push # ${first}\n\njobs: {}\n\n# ${last}`
beforeAll(async () => {
  sandbox = await startSandbox()
  const file = '.github/workflows/own.yml'
  await mergedPull(sandbox, 'feature/workflow', { file, content: workflow('first', 'last') })
  await release(sandbox, '1.3.0')
  await release(sandbox, '1.4.0')
  for (const version of ['1.3.0', '1.4.0'])
    await gitAt(sandbox, 'push', '--quiet', 'origin', `origin/main:refs/heads/release/${version}`)
  await commitOn(sandbox, 'release/1.3.0', 'fix.txt', 'fix')
  await commitOn(sandbox, 'release/1.4.0', file, workflow('line', 'last'))
  await mergedPull(sandbox, 'feature/later', { file, content: workflow('first', 'main') })
  await gitAt(sandbox, 'switch', '--quiet', 'main')
})
afterAll(() => sandbox.stop())

const api = async (method: string, path: string, body?: Json): Promise<Json> =>
  (await sandbox.api('olga', method, `/repos/acme/widgets/${path}`, body)).body
const configure = (reintegration: string) =>
  mergedPull(sandbox, `configure-${reintegration}`, {
    file: '.github/rel.yml',
    content: `reintegration: ${reintegration}`,
  })
const full = { contents: 'write', 'pull-requests': 'write' }
const tokenOf = (wish: Json): Promise<string> => sandbox.newToken({ repository: 'acme/widgets', ...wish })
const technical = async (permissions: Json): Promise<string> =>
  tokenOf({ login: 'rosa', kind: 'fine-grained', permissions })

async function bringBack(version: string, job: Job) {
  const branch = version.replace(/^(.*)\.\d+$/, 'release/$1.0')
  const commit = await gitAt(sandbox, 'rev-parse', `origin/${branch}`)
  return runStepWithWrites(sandbox, `ci reintegrate --version ${version}`, { branch, commit }, job)
}

/** Expects the messages of GitHub in the log and in the summary, with the command for a person, and no open pull request. */
async function refused(version: string, job: Job, ...told: readonly string[]): Promise<void> {
  const { exitCode, stderr, summary } = await bringBack(version, job)
  expect(exitCode).toBeGreaterThan(0)
  for (const words of told) {
    expect(stderr).toContain(words)
    expect(summary.replaceAll('\\', '')).toContain(words)
  }
  expect(summary).toContain(`rel hotfix reintegrate ${version}`)
  expect(await api('GET', 'pulls?state=open')).toEqual([])
  for (const secret of Object.values(job.env ?? {})) expect(stderr + summary).not.toContain(secret)
}

test('actions: reports the setting, the missing permission to push, and workflow files', async () => {
  await api('PUT', 'actions/permissions/workflow', { can_approve_pull_request_reviews: false })
  const setting = 'GitHub Actions is not permitted to create or approve pull requests.'
  await refused('1.3.1', { permissions: full }, setting)
  const push = 'Permission to acme/widgets.git denied to github-actions[bot].'
  await api('DELETE', 'git/refs/heads/reintegrate/1.3.1')
  await refused('1.3.1', { permissions: { contents: 'read', 'pull-requests': 'write' } }, push)
  const files =
    'refusing to allow a GitHub App to create or update workflow `.github/workflows/own.yml` without `workflows` permission'
  await refused('1.4.1', { permissions: full }, files)
})

test('token: reports a missing token, an expired one, and each missing permission', async () => {
  await configure('token')
  const withToken = (token: string): Job => ({ permissions: full, env: { REINTEGRATION_TOKEN: token } })
  await refused('1.3.1', { permissions: full }, 'The secret REINTEGRATION_TOKEN is missing.')
  await refused(
    '1.3.1',
    withToken('sandbox_gone'),
    'git could not sign in to push reintegrate/1.3.1.',
    'see whether its token has expired',
  )
  await refused('1.3.1', withToken(sandbox.token('guest')), 'Permission to acme/widgets.git denied to guest.')
  const pushing = withToken(await technical({ contents: 'write' }))
  await refused('1.3.1', pushing, 'Resource not accessible by personal access token')
  const opening = await technical({ contents: 'write', pull_requests: 'write' })
  await refused('1.4.1', withToken(opening), 'without `workflow` scope')
  expect(await bringBack('1.3.1', withToken(opening))).toMatchObject({ exitCode: 0 })
  expect(await api('GET', 'pulls?state=open')).toMatchObject([{ user: { login: 'rosa' } }])
})

test('writes errors of the command to the summary of the run', async () => {
  for (const [line, words] of [
    ['9.9.9', 'There is no hotfix 9.9.9.'],
    ['nonsense', 'Invalid version "nonsense".'],
  ]) {
    const commit = await gitAt(sandbox, 'rev-parse', 'origin/release/1.3.0')
    const push = { branch: 'release/1.3.0', commit }
    const { exitCode, summary } = await runStepWithWrites(sandbox, `ci reintegrate --version ${line}`, push)
    expect([exitCode, summary]).toEqual([2, expect.stringContaining(`**${words}**`)])
  }
})

test('manual: opens nothing and prints the command', async () => {
  await configure('manual')
  const { exitCode, writes, summary } = await bringBack('1.4.1', { permissions: { contents: 'read' } })
  expect([exitCode, writes]).toEqual([0, []])
  expect(summary).toContain('1 commit of 1.4.1 is missing on main.')
  expect(summary).toContain('To reintegrate it, run: rel hotfix reintegrate 1.4.1')
  expect(await sandbox.deviations()).toEqual([])
})
