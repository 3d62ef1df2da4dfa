import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPull, pushBranch, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'

let sandbox: Sandbox
const repository = '/repos/acme/widgets'
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => stopFaithful(sandbox))

const protect = (checks: object | null, approvals: number) =>
  sandbox.api('olga', 'PUT', `${repository}/branches/main/protection`, {
    required_status_checks: checks,
    enforce_admins: true,
    required_pull_request_reviews: { required_approving_review_count: approvals },
    restrictions: null,
  })
/** The state of the second request: the first one starts the test merge. */
async function stateOf(number: number): Promise<string> {
  await sandbox.api('dev', 'GET', `${repository}/pulls/${number}`)
  return (await sandbox.api('dev', 'GET', `${repository}/pulls/${number}`)).body.mergeable_state
}

test('mergeable_state follows reviews, checks and the base', async () => {
  const number = await openPull(sandbox, 'feature/state')
  expect(await stateOf(number)).toBe('clean')

  await protect(null, 1)
  expect(await stateOf(number)).toBe('blocked')
  await sandbox.api('rosa', 'POST', `${repository}/pulls/${number}/reviews`, { event: 'APPROVE' })
  expect(await stateOf(number)).toBe('clean')

  await protect({ strict: false, contexts: ['ci'] }, 0)
  expect(await stateOf(number)).toBe('blocked')
  const { body } = await sandbox.api('dev', 'GET', `${repository}/pulls/${number}`)
  await sandbox.api('dev', 'POST', `${repository}/statuses/${body.head.sha}`, {
    state: 'success',
    context: 'ci',
  })
  expect(await stateOf(number)).toBe('clean')

  await protect({ strict: true, contexts: ['ci'] }, 0)
  const other = await openPull(sandbox, 'feature/other')
  await sandbox.api('dev', 'POST', `${repository}/statuses/${await pushBranch(sandbox, 'feature/other')}`, {
    state: 'success',
    context: 'ci',
  })
  expect((await sandbox.api('olga', 'PUT', `${repository}/pulls/${other}/merge`, {})).status).toBe(200)
  expect(await stateOf(number)).toBe('behind')
})

test('the tag of an immutable release cannot be deleted', async () => {
  expect((await sandbox.api('olga', 'GET', `${repository}/immutable-releases`)).status).toBe(404)
  expect((await sandbox.api('olga', 'PUT', `${repository}/immutable-releases`)).status).toBe(204)
  expect((await sandbox.api('olga', 'GET', `${repository}/immutable-releases`)).body).toMatchObject({
    enabled: true,
  })
  const { body } = await sandbox.api('rosa', 'POST', `${repository}/releases`, { tag_name: '1.0.0' })
  expect(body.immutable).toBe(true)

  const deleted = await sandbox.api('rosa', 'DELETE', `${repository}/git/refs/tags/1.0.0`)
  expect([deleted.status, deleted.body.message]).toEqual([422, expect.stringContaining('immutable release')])
  const clone = sandbox.clone('widgets')
  const push = await sandbox.git(clone, 'push', 'origin', ':refs/tags/1.0.0', 'HEAD:refs/tags/free')
  expect(push.error).toContain('GH013: Repository rule violations found for refs/tags/1.0.0')
  expect(push.error).toContain('* [new tag]         HEAD -> free')
})
