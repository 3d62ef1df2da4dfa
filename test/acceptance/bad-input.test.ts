import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPull, startSandbox, type Sandbox } from '../support/sandbox.js'
import { branchHere, relJson, runRel, type RunOptions } from '../support/transcript.js'

let sandbox: Sandbox
let elsewhere: string
beforeAll(async () => {
  sandbox = await startSandbox()
  elsewhere = await mkdtemp(join(tmpdir(), 'rel-elsewhere-'))
  await openPull(sandbox, 'feature/login')
})
afterAll(async () => {
  await sandbox.stop()
  await rm(elsewhere, { recursive: true, force: true })
})

/** Expects message and hint on stderr, or as one object with --json, with the documented status and without stack or token. */
async function fails(
  line: string,
  manner: RunOptions,
  { exit, code, says }: { exit: number; code: string; says: string | RegExp },
) {
  const [text, { exitCode, json, stderr }] = await Promise.all([
    runRel(sandbox, line, manner),
    relJson(sandbox, line, manner),
  ])
  expect(text.exitCode, text.stderr).toBe(exit)
  expect(text.stderr).toMatch(says)
  expect(text.stderr).toMatch(/^(Warning: .+\n)*Error: .+\nHint: .+/s)
  expect(text.stderr + text.stdout).not.toMatch(/\n\s+at |sandbox_|secret/)
  expect({ exitCode, stderr, code: json['error'].code }).toEqual({ exitCode: exit, stderr: '', code })
  expect(json['error'].message).toMatch(says)
  expect(JSON.stringify(json)).not.toMatch(/sandbox_|secret/)
}
const git = (cwd: string, ...words: string[]) => sandbox.git(cwd, ...words)
const folder = async (...remotes: (readonly [string, string])[]) => {
  const path = await mkdtemp(join(elsewhere, 'clone-'))
  await git(path, 'init', '--quiet', '--initial-branch', 'feature/x')
  for (const [name, url] of remotes) await git(path, 'remote', 'add', name, url)
  return path
}

test('a folder without a git repository or a GitHub remote is a usage error', async () => {
  const usage = { exit: 2, code: 'usage' }
  await fails('preview up', { cwd: elsewhere }, { ...usage, says: `Not a git repository: ${elsewhere}` })
  await fails('preview up', { cwd: await folder() }, { ...usage, says: 'This clone has no remote.' })
  await fails(
    'preview up',
    { cwd: await folder(['origin', '/srv/git/x']) },
    { ...usage, says: /No remote of this clone \(origin\)/ },
  )
  await fails('preview up --cwd /nowhere', {}, { ...usage, says: '/nowhere' })
})

test('sends no token to a remote on another host', async () => {
  const cwd = await folder(['origin', 'https://gitlab.example/acme/widgets.git'])
  await fails(
    'preview up',
    { cwd, env: { GH_TOKEN: 'secret' } },
    {
      exit: 4,
      code: 'auth',
      says: 'No token found for gitlab.example: GH_TOKEN is set, but it is only for github.com',
    },
  )
})

test('a missing token and an invalid one are auth errors', async () => {
  const cwd = await folder(['origin', `${sandbox.url}/acme/widgets.git`])
  const env = { GITHUB_API_URL: sandbox.apiUrl }
  await fails('qa list', { cwd, env }, { exit: 4, code: 'auth', says: 'No token found for 127.0.0.1' })
  await fails(
    'qa list',
    { cwd, env: { ...env, GH_TOKEN: 'secret' } },
    { exit: 4, code: 'auth', says: 'rejected the token' },
  )
})

test('a read-only token may plan, but not label', async () => {
  const guest = { env: { GH_TOKEN: sandbox.token('guest') } }
  await fails('preview up --pr 1', guest, {
    exit: 4,
    code: 'permission',
    says: 'This token cannot label pull requests of acme/widgets.',
  })
  expect((await relJson(sandbox, 'preview up --pr 1 --dry-run', guest)).json['outcome']).toBe('planned')
})

test('unknown pull requests and repositories are reported by name', async () => {
  const missing = { exit: 2, code: 'not-found' }
  await fails('preview up --pr 4711', {}, { ...missing, says: /4711/ })
  // Some commands start with GraphQL, others with a list over REST.
  for (const line of ['qa list', 'release list', 'release publish', 'release watch'])
    await fails(`${line} --repo acme/nope`, {}, { ...missing, says: 'There is no repository acme/nope' })
  await fails('qa list --repo nope', {}, { exit: 2, code: 'usage', says: 'Invalid repository "nope"' })
  const foreign = { exit: 2, code: 'usage', says: 'Not a clone of acme/gadgets' }
  await fails('preview up --repo acme/gadgets', {}, foreign)
})

test('wrong arguments, flags and commands are usage errors', async () => {
  const usage = { exit: 2, code: 'usage' }
  await fails('qa deploy two', {}, { ...usage, says: 'Invalid number "two"' })
  await fails('qa deploy 0', {}, { ...usage, says: 'Invalid number "0"; use 1 or more' })
  await fails('qa deploy 1 2', {}, { ...usage, says: 'Unexpected argument "2"' })
  await fails('qa deploy --any --take', {}, { ...usage, says: '--any and --take cannot be combined' })
  await fails('env redeploy', {}, { ...usage, says: 'Missing required argument ENVIRONMENT' })
  await fails('qa deplyo 2', {}, { ...usage, says: 'Unknown command: rel qa deplyo 2' })
})

test('a detached HEAD and a branch without commits are usage errors', async () => {
  const clone = sandbox.clone('gadgets')
  await git(clone, 'switch', '--quiet', '--detach')
  await fails('preview up', { cwd: clone }, { exit: 2, code: 'usage', says: 'No branch is checked out' })
  const unborn = await folder(['origin', `${sandbox.url}/acme/widgets.git`])
  const env = { GITHUB_API_URL: sandbox.apiUrl, GH_TOKEN: sandbox.token('dev') }
  await fails('preview up', { cwd: unborn, env }, { exit: 2, code: 'usage', says: 'has no commits yet' })
})

test('reports an unreachable server, a rate limit and a failing server', async () => {
  const cwd = await folder(['origin', `${sandbox.url}/acme/widgets.git`])
  const env = { GITHUB_API_URL: 'http://127.0.0.1:9', GH_TOKEN: 'secret' }
  await fails('qa list', { cwd, env }, { exit: 1, code: 'network', says: 'Could not reach 127.0.0.1:9' })
  const reset = String(Math.floor(Date.now() / 1000) + 3000)
  await sandbox.fault({
    match: { path: '/graphql' },
    times: 2,
    status: 403,
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
    body: { message: 'API rate limit exceeded for user ID 1.' },
  })
  await fails('qa list', {}, { exit: 1, code: 'rate-limit', says: 'The rate limit of this token on' })
  await sandbox.fault({
    match: { path: '/graphql' },
    times: 6,
    status: 502,
    body: { message: 'Server Error' },
  })
  await fails('qa list', {}, { exit: 1, code: 'network', says: '502' })
})

test('does not take a truncated answer for an empty one', async () => {
  await sandbox.fault({ match: { path: '/graphql' }, times: 3, truncate: 40 })
  const { exitCode, stderr } = await runRel(sandbox, 'qa list')
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^Error: Could not reach(?!.*Could not reach)/),
  })
})

test('a typo in the configuration is reported with file, line and key', async () => {
  const { body } = await sandbox.api('olga', 'GET', '/repos/acme/gadgets')
  expect(body.default_branch).toBe('main')
  const clone = sandbox.clone('gadgets')
  await git(clone, 'switch', '--quiet', '--create', 'typo', 'origin/main')
  await sandbox.git(clone, 'rm', '--quiet', '-r', '--cached', '.github')
  const blob = 'enviroments: [dev]\n'
  const { writeFile } = await import('node:fs/promises')
  await writeFile(join(clone, '.github/rel.yml'), blob)
  await git(clone, 'add', '--all')
  await git(clone, 'commit', '--quiet', '--message', 'Typo')
  await git(clone, 'push', '--quiet', 'origin', 'typo')
  const { body: pull } = await sandbox.api('dev', 'POST', '/repos/acme/gadgets/pulls', {
    title: 'Typo',
    head: 'typo',
    base: 'main',
  })
  const merged = await sandbox.api('olga', 'PUT', `/repos/acme/gadgets/pulls/${pull.number}/merge`, {})
  expect(merged.status, JSON.stringify(merged.body)).toBe(200)
  await fails(
    'config show --repo acme/gadgets',
    {},
    {
      exit: 2,
      code: 'config',
      says: '.github/rel.yml:1:1: unknown key "enviroments"; did you mean "environments"?',
    },
  )
})

test.each([
  '$(touch${IFS}owned)',
  'a;touch${IFS}owned',
  '`touch${IFS}owned`',
  'ünïcode/日本語',
  'x'.repeat(250),
  "it's",
  '-dash',
  'a&b|c',
])('deploys a branch named %s', async (name) => {
  const branch = name.startsWith('-') ? `feature/${name}` : name
  await branchHere(
    sandbox,
    branch,
    `${branch.length}-${Buffer.from(branch).toString('hex').slice(0, 20)}.txt`,
  )
  const up = await relJson(sandbox, 'preview up --yes')
  expect(up.json, up.stderr).toMatchObject({ outcome: 'done', result: { pr: { head: branch } } })
  expect((await relJson(sandbox, 'preview up')).json['outcome']).toBe('nothing-to-do')
  const { out } = await git(sandbox.clone('widgets'), 'status', '--porcelain')
  expect(out).not.toContain('owned')
})
