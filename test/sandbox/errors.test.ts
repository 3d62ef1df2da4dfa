import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPull, pushBranch, startSandbox, type Sandbox } from '../support/sandbox.js'

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
afterAll(async () => {
  expect(await sandbox.deviations()).toEqual([])
  await sandbox.stop()
})

const repository = '/repos/acme/widgets'
const nowhere = 'f'.repeat(40)

/** Who, what, with which body; the status and the message or the error's parts that GitHub gives (numbers of the error table). */
const refusals: readonly [
  title: string,
  login: string | null,
  method: string,
  path: string,
  body: unknown,
  status: number,
  words: unknown,
][] = [
  ['no token on a private repository (4)', null, 'GET', repository, undefined, 404, 'Not Found'],
  ['no token on /user (5)', null, 'GET', '/user', undefined, 401, 'Requires authentication'],
  ['a repository that is not there', 'dev', 'GET', '/repos/acme/none', undefined, 404, 'Not Found'],
  [
    'no difference (11)',
    'dev',
    'POST',
    `${repository}/pulls`,
    { title: 'x', head: 'same', base: 'main' },
    422,
    [{ resource: 'PullRequest', code: 'custom', message: 'No commits between main and same' }],
  ],
  [
    'a pull request that is there (10)',
    'dev',
    'POST',
    `${repository}/pulls`,
    { title: 'x', head: 'feature/one', base: 'main' },
    422,
    [{ message: 'A pull request already exists for acme:feature/one.' }],
  ],
  [
    'an unknown base (12)',
    'dev',
    'POST',
    `${repository}/pulls`,
    { title: 'x', head: 'feature/one', base: 'none' },
    422,
    [{ resource: 'PullRequest', field: 'base', code: 'invalid' }],
  ],
  [
    'a pull request without a head',
    'dev',
    'POST',
    `${repository}/pulls`,
    { title: 'x', base: 'main' },
    422,
    'Invalid request.\n\n"head" wasn\'t supplied.',
  ],
  [
    'a label that is there (33)',
    'dev',
    'POST',
    `${repository}/labels`,
    { name: 'Deploy' },
    422,
    [{ resource: 'Label', code: 'already_exists', field: 'name' }],
  ],
  [
    'a colour that is none (33)',
    'dev',
    'POST',
    `${repository}/labels`,
    { name: 'x', color: 'red' },
    422,
    [{ resource: 'Label', code: 'invalid', field: 'color' }],
  ],
  [
    'a label that is not on it (14)',
    'dev',
    'DELETE',
    `${repository}/issues/1/labels/deploy`,
    undefined,
    404,
    'Label does not exist',
  ],
  [
    'a label on an issue that is not there',
    'dev',
    'POST',
    `${repository}/issues/99/labels`,
    { labels: ['deploy'] },
    404,
    'Not Found',
  ],
  [
    'a reader may not label',
    'guest',
    'POST',
    `${repository}/issues/1/labels`,
    { labels: ['deploy'] },
    403,
    'Must have admin rights to Repository.',
  ],
  [
    'triage may not make labels',
    'quinn',
    'POST',
    `${repository}/issues/1/labels`,
    { labels: ['novel'] },
    404,
    'Not Found',
  ],
  [
    'triage may not make labels of the repository',
    'quinn',
    'POST',
    `${repository}/labels`,
    { name: 'novel' },
    404,
    'Not Found',
  ],
  ['triage may not merge', 'quinn', 'PUT', `${repository}/pulls/1/merge`, {}, 404, 'Not Found'],
  [
    'a ref that is there (15)',
    'dev',
    'POST',
    `${repository}/git/refs`,
    { ref: 'refs/heads/same', sha: 'MAIN' },
    422,
    'Reference already exists',
  ],
  [
    'a ref to nothing (16)',
    'dev',
    'POST',
    `${repository}/git/refs`,
    { ref: 'refs/heads/x', sha: nowhere },
    422,
    'Object does not exist',
  ],
  [
    'a ref with a bad name',
    'dev',
    'POST',
    `${repository}/git/refs`,
    { ref: 'refs/heads/a..b', sha: 'MAIN' },
    422,
    'Reference name is not valid',
  ],
  [
    'moving a ref that is not there (16)',
    'dev',
    'PATCH',
    `${repository}/git/refs/heads/none`,
    { sha: 'MAIN' },
    422,
    'Reference does not exist',
  ],
  [
    'moving back without force (16)',
    'dev',
    'PATCH',
    `${repository}/git/refs/heads/feature/one`,
    { sha: 'MAIN' },
    422,
    'Update is not a fast forward',
  ],
  [
    'moving a protected branch (17)',
    'dev',
    'PATCH',
    `${repository}/git/refs/heads/main`,
    { sha: 'HEAD' },
    422,
    'Changes must be made through a pull request.',
  ],
  [
    'a stale head (24)',
    'dev',
    'PUT',
    `${repository}/pulls/1/merge`,
    { sha: nowhere },
    409,
    'Head branch was modified. Review and try the merge again.',
  ],
  [
    'no protection to see (32)',
    'olga',
    'GET',
    `${repository}/branches/same/protection`,
    undefined,
    404,
    'Branch not protected',
  ],
  [
    'protection is for administrators',
    'dev',
    'GET',
    `${repository}/branches/main/protection`,
    undefined,
    403,
    'Must have admin rights to Repository.',
  ],
  ['a body that is no JSON', 'dev', 'POST', `${repository}/labels`, '{"name":', 400, 'Problems parsing JSON'],
  [
    'a body of the wrong type',
    'dev',
    'POST',
    `${repository}/labels`,
    { name: 7 },
    422,
    "Invalid request.\n\nFor 'properties/name', 7 is not a string.",
  ],
  [
    'a comment that says nothing',
    'dev',
    'POST',
    `${repository}/issues/1/comments`,
    { body: ' ' },
    422,
    [{ resource: 'IssueComment', code: 'missing_field', field: 'body' }],
  ],
  ['a number that is none', 'dev', 'GET', `${repository}/pulls/one`, undefined, 404, 'Not Found'],
  [
    'a review asked of the author',
    'dev',
    'POST',
    `${repository}/pulls/1/requested_reviewers`,
    { reviewers: ['dev'] },
    422,
    'Review cannot be requested from pull request author.',
  ],
  [
    'what the sandbox cannot do',
    'dev',
    'GET',
    `${repository}/actions/runs`,
    undefined,
    501,
    'not in the sandbox: actions/list-workflow-runs-for-repo',
  ],
  [
    'what the sandbox does not know',
    'dev',
    'GET',
    `${repository}/stargazers`,
    undefined,
    501,
    'not in the sandbox: GET /repos/acme/widgets/stargazers',
  ],
]

describe('GitHub refuses, in its words', () => {
  test.each(refusals)('%s', async (_title, login, method, path, body, status, words) => {
    const shas: Record<string, string> = {}
    for (const [name, ref] of [
      ['MAIN', 'main'],
      ['HEAD', 'feature/one'],
    ] as const)
      shas[name] = (await sandbox.api('dev', 'GET', `${repository}/commits/${ref}`)).body.sha
    const named =
      typeof body === 'object' && body !== null && 'sha' in body
        ? { ...body, sha: shas[String(body.sha)] ?? body.sha }
        : body
    const answer = await sandbox.api(login, method, path, named)
    expect(answer.status).toBe(status)
    if (typeof words === 'string') expect(answer.body.message).toBe(words)
    else expect(answer.body).toMatchObject({ message: 'Validation Failed', errors: words })
    expect(answer.body).toMatchObject({ documentation_url: expect.any(String), status: String(status) })
  })
})

test('a token that nobody has', async () => {
  const answer = await sandbox.api(null, 'GET', '/user', undefined, { authorization: 'token nonsense' })
  expect([answer.status, answer.body.message]).toEqual([401, 'Bad credentials'])
})

test('a conflict is seen, and not merged', async () => {
  await pushBranch(sandbox, 'left', { file: 'README.md', content: 'left' })
  await pushBranch(sandbox, 'right', { file: 'README.md', content: 'right' })
  const open = async (head: string): Promise<number> =>
    (await sandbox.api('dev', 'POST', `${repository}/pulls`, { title: head, head, base: 'main' })).body.number
  const [left, right] = [await open('left'), await open('right')]
  expect((await sandbox.api('dev', 'PUT', `${repository}/pulls/${left}/merge`)).status).toBe(200)
  expect((await sandbox.api('dev', 'GET', `${repository}/pulls/${right}`)).body).toMatchObject({
    mergeable: false,
    mergeable_state: 'dirty',
  })
  const refused = await sandbox.api('dev', 'PUT', `${repository}/pulls/${right}/merge`)
  expect([refused.status, refused.body.message]).toEqual([405, 'Pull Request has merge conflicts'])
  const again = await sandbox.api('dev', 'PUT', `${repository}/pulls/${left}/merge`)
  expect([again.status, again.body.message]).toEqual([405, 'Pull Request is not mergeable'])
})

test('labels may be put on a closed pull request (13)', async () => {
  await sandbox.api('dev', 'PATCH', `${repository}/pulls/${number}`, { state: 'closed' })
  expect(
    (await sandbox.api('dev', 'POST', `${repository}/issues/${number}/labels`, { labels: ['deploy'] }))
      .status,
  ).toBe(200)
})
