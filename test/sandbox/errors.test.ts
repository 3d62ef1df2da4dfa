import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPull, pushBranch, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'
import { refusals } from './refusals.js'

let sandbox: Sandbox
let number: number
beforeAll(async () => {
  sandbox = await startSandbox()
  number = await openPull(sandbox, 'feature/one')
  await sandbox.api('dev', 'POST', '/repos/acme/widgets/git/refs', {
    ref: 'refs/heads/same',
    sha: (await sandbox.api('dev', 'GET', '/repos/acme/widgets/commits/main')).body.sha,
  })
})
afterAll(() => stopFaithful(sandbox))

const repository = '/repos/acme/widgets'

describe('refuses with GitHub’s message', () => {
  test.each(refusals)('%s', async (_title, login, request, body, status, message) => {
    const shas: Record<string, string> = {}
    for (const [name, ref] of [
      ['MAIN', 'main'],
      ['HEAD', 'feature/one'],
    ] as const)
      shas[name] = (await sandbox.api('dev', 'GET', `${repository}/commits/${ref}`)).body.sha
    const withShas =
      typeof body === 'object' && body !== null && 'sha' in body
        ? { ...body, sha: shas[String(body.sha)] ?? body.sha }
        : body
    const [method = '', path = ''] = request.split(' ')
    const answer = await sandbox.api(login, method, path.replace('~', repository), withShas)
    expect(answer.status).toBe(status)
    if (typeof message === 'string') expect(answer.body.message).toBe(message)
    else expect(answer.body).toMatchObject({ message: 'Validation Failed', errors: message })
    expect(answer.body).toMatchObject({ documentation_url: expect.any(String), status: String(status) })
  })
})

test('refuses an unknown token', async () => {
  const answer = await sandbox.api(null, 'GET', '/user', undefined, { authorization: 'token nonsense' })
  expect([answer.status, answer.body.message]).toEqual([401, 'Bad credentials'])
})

test('reports a conflict and refuses the merge', async () => {
  await pushBranch(sandbox, 'left', { file: 'README.md', content: 'left' })
  await pushBranch(sandbox, 'right', { file: 'README.md', content: 'right' })
  const open = async (head: string): Promise<number> =>
    (await sandbox.api('dev', 'POST', `${repository}/pulls`, { title: head, head, base: 'main' })).body.number
  const [left, right] = [await open('left'), await open('right')]
  expect((await sandbox.api('dev', 'PUT', `${repository}/pulls/${left}/merge`)).status).toBe(200)
  // The first request starts the test merge, the second gets its result.
  await sandbox.api('dev', 'GET', `${repository}/pulls/${right}`)
  expect((await sandbox.api('dev', 'GET', `${repository}/pulls/${right}`)).body).toMatchObject({
    mergeable: false,
    mergeable_state: 'dirty',
  })
  const refused = await sandbox.api('dev', 'PUT', `${repository}/pulls/${right}/merge`)
  expect([refused.status, refused.body.message]).toEqual([405, 'Pull Request has merge conflicts'])
  const again = await sandbox.api('dev', 'PUT', `${repository}/pulls/${left}/merge`)
  expect([again.status, again.body.message]).toEqual([405, 'Pull Request is not mergeable'])
})

test('adds labels to a closed pull request (13)', async () => {
  await sandbox.api('dev', 'PATCH', `${repository}/pulls/${number}`, { state: 'closed' })
  expect(
    (await sandbox.api('dev', 'POST', `${repository}/issues/${number}/labels`, { labels: ['deploy'] }))
      .status,
  ).toBe(200)
})
