import { afterAll, beforeAll, expect, test } from 'vitest'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { openPull, pushBranch, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => stopFaithful(sandbox))
const repository = '/repos/acme/widgets'
const get = async (path: string) => (await sandbox.api('dev', 'GET', `${repository}${path}`)).body
const as = (secret: string, name = 'acme/widgets'): string =>
  `${sandbox.url.replace('//', `//x-access-token:${secret}@`)}/${name}.git`

test('a pushed branch is visible at once; the remote url has no token', async () => {
  const sha = await pushBranch(sandbox, 'feature/push')
  expect((await get('/git/ref/heads/feature/push')).object.sha).toBe(sha)
  const { out } = await sandbox.git(sandbox.clone('widgets'), 'remote', 'get-url', 'origin')
  expect(out.trim()).toBe(`${sandbox.url}/acme/widgets.git`)
})

test('a push updates the head of open pull requests before it ends', async () => {
  const number = await openPull(sandbox, 'feature/head')
  const sha = await pushBranch(sandbox, 'feature/head', { content: 'again', from: 'feature/head' })
  expect((await get(`/pulls/${number}`)).head.sha).toBe(sha)
  const { out } = await sandbox.git(
    sandbox.clone('widgets'),
    'ls-remote',
    'origin',
    `refs/pull/${number}/head`,
  )
  expect(out).toBe(`${sha}\trefs/pull/${number}/head\n`)
})

test('deleting the branch closes the pull request, which cannot be reopened', async () => {
  const number = await openPull(sandbox, 'feature/gone')
  await sandbox.git(sandbox.clone('widgets'), 'push', 'origin', '--delete', 'feature/gone')
  expect(await get(`/pulls/${number}`)).toMatchObject({ state: 'closed', merged: false })
  const again = await sandbox.api('dev', 'PATCH', `${repository}/pulls/${number}`, { state: 'open' })
  expect(again.status).toBe(422)
})

test('a push to a protected branch is refused with GitHub’s message; other refs of the push are updated', async () => {
  const clone = sandbox.clone('widgets')
  await sandbox.git(clone, 'checkout', '--quiet', '-B', 'direct', 'origin/main')
  await sandbox.git(clone, 'commit', '--quiet', '--allow-empty', '--message', 'Direct')
  const { status, error } = await sandbox.git(
    clone,
    'push',
    'origin',
    'direct:main',
    'direct',
    'HEAD:refs/tags/v9',
  )
  expect(status).toBe(1)
  expect(error).toContain('remote: error: GH006: Protected branch update failed for refs/heads/main.')
  expect(error).toContain('remote: - Changes must be made through a pull request.')
  expect(error).toContain('! [remote rejected] direct -> main (protected branch hook declined)')
  expect(error).toContain('* [new branch]      direct -> direct')
  expect((await get('/git/ref/tags/v9')).ref).toBe('refs/tags/v9')
  const atomic = await sandbox.git(clone, 'push', '--atomic', 'origin', 'direct:main', 'direct:atomic')
  expect(atomic.status).toBe(1)
  expect((await sandbox.api('dev', 'GET', `${repository}/git/ref/heads/atomic`)).status).toBe(404)
})

test.each([
  ['guest', 'Permission to acme/widgets.git denied to guest.', '403'],
  ['quinn', 'Permission to acme/widgets.git denied to quinn.', '403'],
])('a reader (%s) may clone but not push', async (login, message, status) => {
  const clone = join(sandbox.home, `clone-${login}`)
  expect((await sandbox.git(sandbox.home, 'clone', '--quiet', as(sandbox.token(login)), clone)).status).toBe(
    0,
  )
  const { error } = await sandbox.git(clone, 'push', 'origin', `HEAD:${login}`)
  expect(error).toContain(`remote: ${message}`)
  expect(error).toContain(`error: ${status}`)
})

test('refuses unknown tokens and unknown repositories', async () => {
  const lsRemote = (url: string) => sandbox.git(sandbox.home, '-c', 'credential.helper=', 'ls-remote', url)
  expect((await lsRemote(as('nonsense'))).error).toContain('Authentication failed')
  expect((await lsRemote(as(sandbox.token('dev'), 'acme/none'))).error).toContain('not found')
  const anonymous = await fetch(`${sandbox.url}/acme/widgets.git/info/refs?service=git-upload-pack`)
  expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="GitHub"'])
})

test('refuses a push to refs/pull', async () => {
  const { status, error } = await sandbox.git(
    sandbox.clone('widgets'),
    'push',
    'origin',
    'HEAD:refs/pull/1/head',
  )
  expect(status).toBe(1)
  expect(error).toContain('deny updating a hidden ref')
})

test('accepts chunked pushes, shallow clones and urls without .git', async () => {
  const clone = sandbox.clone('gadgets')
  await sandbox.git(clone, 'checkout', '--quiet', '-b', 'big')
  await writeFile(join(clone, 'big.bin'), randomBytes(3_000_000))
  await sandbox.git(clone, 'add', '--all')
  await sandbox.git(clone, 'commit', '--quiet', '--message', 'Big')
  expect((await sandbox.git(clone, 'push', '--quiet', 'origin', 'big')).status).toBe(0)
  const shallow = join(sandbox.home, 'shallow')
  const url = as(sandbox.token('guest'), 'acme/gadgets').replace(/\.git$/, '')
  expect(
    (await sandbox.git(sandbox.home, 'clone', '--quiet', '--depth', '1', '--branch', 'big', url, shallow))
      .status,
  ).toBe(0)
  expect((await sandbox.git(shallow, 'rev-list', '--count', 'HEAD')).out.trim()).toBe('1')
})

test('concurrent pushes all succeed, and each pull request has its own head', async () => {
  const numbers = [
    await openPull(sandbox, 'race/a'),
    await openPull(sandbox, 'race/b'),
    await openPull(sandbox, 'race/c'),
  ]
  const clone = sandbox.clone('widgets')
  const tips = await Promise.all(
    ['a', 'b', 'c'].map(async (name) => {
      const tree = (await sandbox.git(clone, 'rev-parse', `race/${name}^{tree}`)).out.trim()
      const { out } = await sandbox.git(
        clone,
        'commit-tree',
        tree,
        '-p',
        `race/${name}`,
        '-m',
        `More ${name}`,
      )
      const pushed = await sandbox.git(
        clone,
        'push',
        '--quiet',
        'origin',
        `${out.trim()}:refs/heads/race/${name}`,
      )
      expect(pushed).toMatchObject({ status: 0 })
      return out.trim()
    }),
  )
  const heads = await Promise.all(numbers.map(async (number) => (await get(`/pulls/${number}`)).head.sha))
  expect(heads).toEqual(tips)
})
