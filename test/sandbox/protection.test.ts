import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pushBranch, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'

let sandbox: Sandbox
let clone: string
const repository = '/repos/acme/widgets'
const olga = (method: string, path: string, body?: unknown) =>
  sandbox.api('olga', method, `${repository}${path}`, body)
const dev = (method: string, path: string, body?: unknown) =>
  sandbox.api('dev', method, `${repository}${path}`, body)
const git = (...args: string[]) => sandbox.git(clone, ...args)
const commit = (message: string) => git('commit', '--quiet', '--allow-empty', '--message', message)

beforeAll(async () => {
  sandbox = await startSandbox()
  clone = sandbox.clone('widgets')
})
afterAll(() => stopFaithful(sandbox))

describe('classic protection', () => {
  test('is set and read by administrators', async () => {
    await pushBranch(sandbox, 'stable')
    const created = await olga('PUT', '/branches/stable/protection', {
      required_status_checks: { strict: false, contexts: ['build'] },
      enforce_admins: true,
      required_pull_request_reviews: { required_approving_review_count: 1 },
      restrictions: null,
      required_linear_history: true,
    })
    expect([created.status, created.body]).toMatchObject([
      200,
      {
        required_status_checks: { contexts: ['build'] },
        required_pull_request_reviews: { required_approving_review_count: 1 },
        required_linear_history: { enabled: true },
      },
    ])
    expect((await olga('GET', '/branches/stable/protection')).body).toEqual(created.body)
    expect((await dev('GET', '/branches/stable')).body.protected).toBe(true)
  })

  test('refuses a push per ref with GitHub’s message; other refs are updated (17b)', async () => {
    await git('checkout', '--quiet', '-B', 'stable', 'origin/stable')
    await commit('Straight in')
    const push = await git('push', 'origin', 'HEAD:stable', 'HEAD:free', ':main', '--force')
    expect(push.status).toBe(1)
    expect(push.error).toContain(
      'remote: error: GH006: Protected branch update failed for refs/heads/stable.',
    )
    expect(push.error).toContain('remote: - Changes must be made through a pull request.')
    expect(push.error).toContain('remote: - Required status check "build" is expected.')
    expect(push.error).toContain('remote: - Cannot delete this protected branch')
    expect(push.error).toContain('! [remote rejected] HEAD -> stable (protected branch hook declined)')
    expect(push.error).toContain('! [remote rejected] main (protected branch hook declined)')
    expect(push.error).toContain('* [new branch]      HEAD -> free')
  })

  test('refuses changes over REST (17), and allows an approved and checked merge', async () => {
    const { sha } = (await dev('GET', '/commits/free')).body
    const moved = await dev('PATCH', '/git/refs/heads/stable', { sha })
    expect([moved.status, moved.body.message]).toEqual([422, 'Changes must be made through a pull request.'])
    const gone = await dev('DELETE', '/git/refs/heads/stable')
    expect([gone.status, gone.body.message]).toEqual([422, 'Cannot delete this protected branch'])
    const { number } = (await dev('POST', '/pulls', { title: 'x', head: 'free', base: 'stable' })).body
    const merge = () => dev('PUT', `/pulls/${number}/merge`, { merge_method: 'squash' })
    const unapproved = await merge()
    expect([unapproved.status, unapproved.body.message]).toEqual([
      405,
      'At least 1 approving review is required by reviewers with write access.',
    ])
    // An approval without write access does not count.
    for (const login of ['guest', 'rosa'])
      await sandbox.api(login, 'POST', `${repository}/pulls/${number}/reviews`, { event: 'APPROVE' })
    const unchecked = await merge()
    expect([unchecked.status, unchecked.body.message]).toEqual([
      405,
      'Required status check "build" is expected.',
    ])
    expect((await dev('POST', `/statuses/${sha}`, { state: 'failure', context: 'build' })).status).toBe(201)
    expect((await merge()).body.message).toBe('Required status check "build" is failing.')
    await dev('POST', `/statuses/${sha}`, { state: 'success', context: 'build' })
    expect((await merge()).status).toBe(200)
  })

  test('is removed (32)', async () => {
    expect((await olga('DELETE', '/branches/stable/protection')).status).toBe(204)
    const gone = await olga('GET', '/branches/stable/protection')
    expect([gone.status, gone.body.message]).toEqual([404, 'Branch not protected'])
    await git('fetch', '--quiet', 'origin')
    await git('checkout', '--quiet', '-B', 'stable', 'origin/stable')
    await commit('Straight in')
    expect((await git('push', 'origin', 'stable')).status).toBe(0)
  })
})

test('survives a killed server', async () => {
  await pushBranch(sandbox, 'kept')
  const settings = {
    required_status_checks: { strict: true, contexts: ['build'] },
    enforce_admins: false,
    required_pull_request_reviews: null,
    restrictions: null,
  }
  expect((await olga('PUT', '/branches/kept/protection', settings)).status).toBe(200)
  const paths = ['/branches/main/protection', '/branches/kept/protection', '/branches?per_page=100']
  const read = () => Promise.all(paths.map(async (path) => (await olga('GET', path)).body))
  const before = await read()
  const deviations = await sandbox.deviations()
  sandbox.kill()
  await sandbox.restart()
  expect(await read()).toEqual(before)
  expect(deviations).toEqual([])
})
