import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type Json, type Sandbox, stopFaithful } from '../support/sandbox.js'
import { expectSurvival } from '../support/survival.js'

let sandbox: Sandbox
let main: Json
const created: string[] = []
beforeAll(async () => {
  sandbox = await startSandbox()
  const { sha } = (await get('/commits/main')).body
  main = (await get(`/git/commits/${sha}`)).body
})
afterAll(async () => {
  await expectSurvival(sandbox, created)
  await stopFaithful(sandbox)
})

const repository = '/repos/acme/widgets'
const get = (path: string) => sandbox.api('dev', 'GET', repository + path)
const post = (path: string, body: object, login = 'dev') =>
  sandbox.api(login, 'POST', `${repository}/git/${path}`, body)
const paths = ({ body }: { body: Json }): string[] => body.tree.map(({ path }: Json) => path)

test('creates blobs, a tree with a base, its commit, and a branch', async () => {
  const blob = await post('blobs', { content: 'aGkK', encoding: 'base64' })
  expect([blob.status, blob.body.sha]).toEqual([201, '45b983be36b73c0788dc9cbcb76cbb80fc7bb057'])
  const tree = await post('trees', {
    base_tree: main.tree.sha,
    tree: [
      { path: 'deep/er/hi.txt', mode: '100755', type: 'blob', sha: blob.body.sha },
      { path: 'said.txt', mode: '100644', type: 'blob', content: 'said' },
      { path: 'README.md', mode: '100644', type: 'blob', sha: null },
      { path: 'src', mode: '040000', type: 'tree', sha: null },
    ],
  })
  expect(tree.status).toBe(201)
  expect(paths(tree)).toEqual(expect.arrayContaining(['deep', 'said.txt']))
  expect(paths(tree)).not.toEqual(expect.arrayContaining(['README.md']))
  expect(paths(tree)).not.toContain('src')
  const whole = await get(`/git/trees/${tree.body.sha}?recursive=1`)
  expect(whole.body.tree).toContainEqual(
    expect.objectContaining({ path: 'deep/er/hi.txt', mode: '100755', type: 'blob', size: 3 }),
  )
  expect(whole.body.truncated).toBe(false)
  const author = { name: 'A', email: 'a@example.com', date: '2021-01-02T03:04:05+02:00' }
  const commit = await post('commits', {
    message: 'By hand',
    tree: tree.body.sha,
    parents: [main.sha],
    author,
  })
  expect([commit.status, commit.body]).toMatchObject([
    201,
    {
      message: 'By hand',
      tree: { sha: tree.body.sha },
      parents: [{ sha: main.sha }],
      author: { ...author, date: '2021-01-02T01:04:05Z' },
      committer: { name: 'A', date: '2021-01-02T01:04:05Z' },
    },
  ])
  const again = await post('commits', {
    message: 'By hand',
    tree: tree.body.sha,
    parents: [main.sha],
    author,
  })
  expect(again.body.sha).toBe(commit.body.sha) // the same content has the same id
  expect((await get(`/git/commits/${commit.body.sha}`)).body).toEqual(commit.body)
  await post('refs', { ref: 'refs/heads/by-hand', sha: commit.body.sha })
  expect(paths(await get('/git/trees/by-hand'))).toEqual(paths(tree))
  const copy = await post('trees', {
    tree: [{ path: 'copy', mode: '040000', type: 'tree', sha: tree.body.sha }],
  })
  expect(paths(await get(`/git/trees/${copy.body.sha}?recursive=1`))).toContain('copy/deep/er/hi.txt')
  created.push(
    `${repository}/git/trees/${tree.body.sha}?recursive=1`,
    `${repository}/git/commits/${commit.body.sha}`,
    `${repository}/branches/by-hand`,
  )
})

describe('GitHub refuses', () => {
  const unknownSha = 'f'.repeat(40)
  const file = (more: object) => ({ tree: [{ path: 'x', mode: '100644', type: 'blob', ...more }] })
  test.each([
    ['invalid base64', 'blobs', { content: '?', encoding: 'base64' }, 'content is not valid Base64'],
    ['an unknown encoding', 'blobs', { content: '', encoding: 'rot13' }, 'Unsupported encoding: rot13'],
    [
      'an unknown base tree',
      'trees',
      { base_tree: unknownSha, tree: [] },
      'base_tree is not a valid tree oid',
    ],
    ['an unknown blob', 'trees', file({ sha: unknownSha }), `tree.sha ${unknownSha} is not a valid blob`],
    ['neither sha nor content', 'trees', file({}), 'Must supply either tree.sha or tree.content'],
    ['the removal of an unknown path', 'trees', file({ sha: null }), 'GitRPC::BadObjectState'],
    [
      'a path outside of the repository',
      'trees',
      file({ path: '../x', content: '' }),
      'tree.path contains a malformed path component',
    ],
    [
      'a commit with an unknown tree',
      'commits',
      { message: 'x', tree: unknownSha },
      'Tree SHA does not exist',
    ],
  ])('%s', async (_title, path, body, message) => {
    const answer = await post(path, body)
    expect([answer.status, answer.body.message]).toEqual([422, message])
  })

  test('unknown parents and objects, and actors without write access', async () => {
    const orphan = await post('commits', { message: 'x', tree: main.tree.sha, parents: [unknownSha] })
    expect([orphan.status, orphan.body.message]).toEqual([
      422,
      'Parent SHA does not exist or is not a commit object',
    ])
    expect((await get(`/git/commits/${unknownSha}`)).status).toBe(404)
    expect((await get(`/git/trees/${unknownSha}`)).status).toBe(404)
    expect((await post('blobs', { content: '' }, 'quinn')).status).toBe(404)
  })
})
