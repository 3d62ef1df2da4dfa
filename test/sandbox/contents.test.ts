import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPull, startSandbox, type Json, type Sandbox, stopFaithful } from '../support/sandbox.js'
import { expectSurvival } from '../support/survival.js'

let sandbox: Sandbox
let main: string
beforeAll(async () => {
  sandbox = await startSandbox()
  main = (await get('/commits/main')).body.sha
  await branch('files')
})
afterAll(async () => {
  await expectSurvival(sandbox, [
    `${repository}/contents/docs/new.md?ref=files`,
    `${repository}/contents/?ref=kinds`,
    `${repository}/commits?sha=files`,
  ])
  await stopFaithful(sandbox)
})

const repository = '/repos/acme/widgets'
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const get = (path: string, accept?: string) =>
  sandbox.api('dev', 'GET', repository + path, undefined, accept === undefined ? {} : { accept })
const put = (path: string, body: object, login = 'dev') =>
  sandbox.api(login, 'PUT', `${repository}/contents/${path}`, { message: 'Write', branch: 'files', ...body })
const branch = (name: string, sha = main) =>
  sandbox.api('dev', 'POST', `${repository}/git/refs`, { ref: `refs/heads/${name}`, sha })

test('creates, reads and updates a file', async () => {
  const created = await put('docs/new.md', { content: base64('one\n') })
  expect([created.status, created.body]).toMatchObject([
    201,
    {
      content: { name: 'new.md', path: 'docs/new.md', size: 4, type: 'file' },
      commit: {
        message: 'Write',
        author: { name: 'Dev Developer' },
        committer: { name: 'GitHub', email: 'noreply@github.com' },
        parents: [{ sha: main }],
      },
    },
  ])
  const read = await get('/contents/docs/new.md?ref=files')
  expect(read.body).toMatchObject({
    sha: created.body.content.sha,
    encoding: 'base64',
    content: 'b25lCg==\n',
  })
  expect((await get('/contents/docs/new.md')).status).toBe(404)
  const changed = await put('docs/new.md', {
    content: base64('two\n'),
    sha: created.body.content.sha,
    author: { name: 'Somebody', email: 'some@body.example', date: '2020-02-02T02:02:02Z' },
    committer: { name: 'Robot', email: 'robot@body.example' },
  })
  expect([changed.status, changed.body.commit]).toMatchObject([
    200,
    {
      author: { name: 'Somebody', email: 'some@body.example', date: '2020-02-02T02:02:02Z' },
      committer: { name: 'Robot' },
    },
  ])
  expect((await get('/commits/files')).body.sha).toBe(changed.body.commit.sha)
})

describe('GitHub refuses', () => {
  test.each([
    [
      'an update without the sha of the file',
      'README.md',
      { content: '' },
      422,
      'Invalid request.\n\n"sha" wasn\'t supplied.',
    ],
    [
      'the wrong sha',
      'README.md',
      { content: '', sha: 'f'.repeat(40) },
      409,
      `README.md does not match ${'f'.repeat(40)}`,
    ],
    ['an unknown branch', 'x', { content: '', branch: 'none' }, 404, 'Branch none not found'],
    ['invalid base64', 'x', { content: 'ä' }, 422, 'content is not valid Base64'],
    [
      'a path outside of the repository',
      'a%2f..%2fx',
      { content: '' },
      422,
      'path contains a malformed path component',
    ],
    [
      'a protected branch',
      'x',
      { content: '', branch: 'main' },
      409,
      'Could not update file: Changes must be made through a pull request.',
    ],
    [
      'a name that git refuses',
      'x',
      { content: '', author: { name: '.', email: '' } },
      422,
      'Invalid name: .',
    ],
  ])('%s', async (_title, path, body, status, message) => {
    const answer = await put(path, body)
    expect([answer.status, answer.body.message]).toEqual([status, message])
  })

  test('actors without write access, and workflow files written by a workflow', async () => {
    expect((await put('x', { content: '' }, 'quinn')).status).toBe(404)
    const token = await sandbox.newToken({
      kind: 'workflow',
      repository: 'acme/widgets',
      permissions: { contents: 'write' },
    })
    const write = (path: string) =>
      sandbox.api(
        null,
        'PUT',
        `${repository}/contents/${path}`,
        { message: 'Write', content: '', branch: 'files' },
        { authorization: `Bearer ${token}` },
      )
    expect((await write('by-workflow.txt')).status).toBe(201)
    const refused = await write('.github/workflows/mine.yml')
    expect([refused.status, refused.headers.get('x-accepted-github-permissions')]).toEqual([
      403,
      'contents=write; contents=write,workflows=write',
    ])
  })
})

test('a file written to the head of a pull request moves it', async () => {
  const number = await openPull(sandbox, 'feature/head')
  const { body } = await put('more.txt', { content: '', branch: 'feature/head' })
  expect((await get(`/pulls/${number}`)).body.head.sha).toBe(body.commit.sha)
})

test('reads folders, links, submodules and large files', async () => {
  const blob = async (content: string): Promise<string> =>
    (await sandbox.api('dev', 'POST', `${repository}/git/blobs`, { content })).body.sha
  const tree = [
    { path: 'link', mode: '120000', sha: await blob('README.md') },
    { path: 'dangling', mode: '120000', sha: await blob('nowhere') },
    { path: 'vendor', mode: '160000', type: 'commit', sha: main },
    { path: '.gitmodules', content: '[submodule "v"]\n\tpath = vendor\n\turl = https://example.com/v.git\n' },
    { path: 'large.txt', content: 'x'.repeat(1024 * 1024 + 1) },
  ]
  const base = (await get(`/git/commits/${main}`)).body.tree.sha
  const { body: created } = await sandbox.api('dev', 'POST', `${repository}/git/trees`, {
    base_tree: base,
    tree: tree.map((entry) => ({ mode: '100644', type: 'blob', ...entry })),
  })
  const { body: commit } = await sandbox.api('dev', 'POST', `${repository}/git/commits`, {
    message: 'All kinds',
    tree: created.sha,
    parents: [main],
  })
  await branch('kinds', commit.sha)
  const at = async (path: string, accept?: string): Promise<Json> =>
    (await get(`/contents/${path}?ref=kinds`, accept)).body
  const kinds = new Map((await at('')).map(({ name, type }: Json) => [name, type]))
  expect(Object.fromEntries(kinds)).toMatchObject({
    link: 'symlink',
    vendor: 'file',
    src: 'dir',
    'README.md': 'file',
  })
  expect(await at('link')).toMatchObject({ type: 'file', path: 'README.md' })
  expect(await at('dangling')).toMatchObject({ type: 'symlink', target: 'nowhere' })
  expect(await at('vendor')).toMatchObject({
    type: 'submodule',
    sha: main,
    submodule_git_url: 'https://example.com/v.git',
  })
  expect(await at('large.txt')).toMatchObject({ content: '', encoding: 'none', size: 1024 * 1024 + 1 })
  expect(await at('large.txt', 'application/vnd.github.raw+json')).toHaveLength(1024 * 1024 + 1)
  expect(await at('src', 'application/vnd.github.object+json')).toMatchObject({
    type: 'dir',
    entries: [{ name: 'main.js' }, { name: 'service.js' }, { name: 'widgets.js' }],
  })
  expect((await get('/contents/x?ref=none')).body.message).toBe('No commit found for the ref none')
})
