import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hostileServer } from '../support/hostile.js'
import { bareEnvironment, relWith } from '../support/run.js'
import { openPull, startSandbox, type Sandbox } from '../support/sandbox.js'
import { runRel } from '../support/transcript.js'

let sandbox: Sandbox
let home: string
beforeAll(async () => {
  sandbox = await startSandbox()
  home = await mkdtemp(join(tmpdir(), 'rel-hostile-'))
  await openPull(sandbox, 'feature/login')
})
afterAll(async () => {
  await sandbox.stop()
  await rm(home, { recursive: true, force: true })
})

/** All tokens of a developer's shell. */
const tokens = { GH_TOKEN: 'ghp_secret', GITHUB_TOKEN: 'gho_secret', GH_ENTERPRISE_TOKEN: 'ghe_secret' }
type Settings = readonly (readonly [key: string, value: string])[]

/** A folder with a git repository that somebody else has made. */
async function foreignClone(settings: Settings, within = home): Promise<string> {
  const path = await mkdtemp(join(within, 'clone-'))
  await git(path, 'init', '--quiet', '--initial-branch', 'main')
  for (const [key, value] of settings) await git(path, 'config', key, value)
  return path
}
async function git(cwd: string, ...args: readonly string[]): Promise<void> {
  const { status, error } = await sandbox.git(cwd, ...args)
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${error}`)
}
const remote = (url: string): Settings[number] => ['remote.origin.url', url]
const acme = remote('https://github.com/acme/widgets.git')

/** A program on the PATH in place of another one. */
async function program(name: string, script: string): Promise<string> {
  const folder = await mkdtemp(join(home, 'bin-'))
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`)
  await chmod(join(folder, name), 0o755)
  return folder
}

test.each<[string, Settings, number, RegExp]>([
  [
    'rel.apiUrl on another host',
    [acme, ['rel.apiUrl', 'http://evil.example/api/v3'], ['rel.token', 'x']],
    2,
    /^Error: rel.apiUrl in the git configuration is http:\/\/evil.example; it must be on loopback.\nHint: Unset it: `git config --unset-all rel.apiUrl`/,
  ],
  [
    'a remote over https',
    [remote('https://evil.example/acme/widgets.git')],
    4,
    /^Error: No token found for evil.example: GH_TOKEN is set, but it is only for github.com/,
  ],
  [
    'a remote over http',
    [remote('http://evil.example/acme/widgets.git')],
    4,
    /^Error: No token found for evil.example: /,
  ],
  [
    'a remote over ssh',
    [remote('git@evil.example:acme/widgets.git')],
    4,
    /^Error: No token found for evil.example: /,
  ],
  [
    'a remote that looks like a tenant',
    [remote('https://acme.ghe.com.evil.example/acme/widgets')],
    4,
    /^Error: No token found for acme.ghe.com.evil.example: /,
  ],
  [
    'a remote rewritten by url.insteadOf',
    [acme, ['url.https://evil.example/.insteadOf', 'https://github.com/']],
    4,
    /^Error: No token found for evil.example: .*GH_ENTERPRISE_TOKEN is set, but evil.example is neither GH_HOST nor known to gh/,
  ],
])('a clone with %s gets no request', async (_, settings, status, message) => {
  const { environment, received } = await hostileServer()
  const ended = await relWith({ ...environment, ...tokens }, await foreignClone(settings), 'qa', 'list')
  expect(received).toEqual([])
  expect(ended).toMatchObject({ status, out: '' })
  expect(ended.error.replace(/^\(node[^]*?\n(?=Error)/, '')).toMatch(message)
})

test('a local server that a clone names gets no token of GitHub', async () => {
  const { url, received } = await hostileServer()
  const clone = await foreignClone([acme, ['rel.apiUrl', `${url}/api/v3`]])
  const { status, error } = await relWith(tokens, clone, 'qa', 'list')
  expect(received).toEqual([])
  expect([status, error]).toEqual([
    4,
    expect.stringContaining(
      'GH_TOKEN is set, but rel.apiUrl gets only a GH_TOKEN or GITHUB_TOKEN that begins with sandbox_',
    ),
  ])
})

test('a submodule on another host gets no request', async () => {
  const { environment, received } = await hostileServer()
  const clone = await foreignClone([acme])
  const inner = await foreignClone([remote('https://evil.example/acme/widgets.git')])
  await git(
    inner,
    '-c',
    'user.name=x',
    '-c',
    'user.email=x',
    'commit',
    '--quiet',
    '--allow-empty',
    '--message',
    'x',
  )
  await git(clone, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'part')
  await git(join(clone, 'part'), 'remote', 'set-url', 'origin', 'https://evil.example/acme/part.git')
  const { status, error } = await relWith({ ...environment, ...tokens }, join(clone, 'part'), 'qa', 'list')
  expect(received).toEqual([])
  expect([status, error]).toEqual([4, expect.stringContaining('No token found for evil.example: ')])
})

test('a bare repository inside a work tree is read only if GIT_DIR names it', async () => {
  const { environment, received } = await hostileServer()
  const clone = await foreignClone([acme])
  const bare = join(clone, 'fixtures/widgets.git')
  await mkdir(bare, { recursive: true })
  await git(bare, 'init', '--quiet', '--bare')
  await git(bare, 'config', ...remote('https://evil.example/acme/widgets.git'))
  const env = { ...environment, ...tokens }
  const { status, error } = await relWith(env, bare, 'qa', 'list')
  expect([status, error]).toEqual([
    2,
    expect.stringContaining(
      `Error: ${bare} is a bare repository, which rel reads only if GIT_DIR names it.\nHint: Run it in a work tree, or set GIT_DIR=${bare} if you trust this repository.`,
    ),
  ])
  const meant = await relWith({ ...env, GIT_DIR: bare }, bare, 'qa', 'list')
  expect(meant.error).toContain('No token found for evil.example: ')
  expect(received).toEqual([])
})

test('no token is sent over http off loopback', async () => {
  const { environment, received } = await hostileServer()
  const env = { ...environment, ...tokens, GITHUB_API_URL: 'http://ghe.example/api/v3' }
  const { status, error } = await relWith(env, await foreignClone([acme]), 'qa', 'list')
  expect(received).toEqual([])
  expect([status, error]).toEqual([
    2,
    expect.stringContaining(
      'GITHUB_API_URL is http://ghe.example/api/v3; without https, a token is sent only to loopback.',
    ),
  ])
})

test('a proxy sees no request to an API on loopback', async () => {
  const { environment, received } = await hostileServer()
  const { exitCode } = await runRel(sandbox, 'qa list', { env: environment })
  expect([exitCode, received]).toEqual([0, []])
})

test.each([301, 302, 307, 308])(
  'a redirect (%i) to another server is followed without the token',
  async (status) => {
    const { url, received } = await hostileServer()
    await sandbox.fault({
      match: { path: '/graphql' },
      times: 1,
      status,
      headers: { location: `${url}/stolen` },
    })
    await runRel(sandbox, 'qa list')
    await sandbox.clearFaults()
    expect(received).toEqual([{ request: expect.stringMatching(/ .*\/stolen$/), credentials: null }])
  },
)

test('an ssh alias leads to its host, and a command of the clone is not run', async () => {
  const { environment, received } = await hostileServer()
  const ssh = await program(
    'ssh',
    '[ "$*" = "-G -- github.com-work" ] && echo "user git\nhostname ssh.github.com\nport 443"',
  )
  const clone = await foreignClone([
    remote('git@github.com-work:acme/widgets.git'),
    ['core.sshCommand', `touch ${join(home, 'was-run')};`],
  ])
  const env = { ...environment, ...tokens, PATH: `${ssh}:${bareEnvironment(home)['PATH']}` }
  await relWith(env, clone, 'qa', 'list')
  expect(received[0]).toEqual({
    request: 'POST https://api.github.com/graphql',
    credentials: expect.stringContaining('ghp_secret'),
  })
  expect(await readdir(home)).not.toContain('was-run')
})

test('url.insteadOf of the user leads to github.com without ssh', async () => {
  const { environment, received } = await hostileServer()
  const ssh = await program('ssh', `touch ${join(home, 'asked-ssh')}`)
  const settings: Settings = [remote('gh:acme/widgets'), ['url.git@github.com:.insteadOf', 'gh:']]
  const env = { ...environment, ...tokens, PATH: `${ssh}:${bareEnvironment(home)['PATH']}` }
  await relWith(env, await foreignClone(settings), 'qa', 'list')
  expect(received[0]?.request).toBe('POST https://api.github.com/graphql')
  expect(await readdir(home)).not.toContain('asked-ssh')
})

test('an Enterprise token is sent to GH_HOST alone', async () => {
  const { environment, received } = await hostileServer()
  const env = { ...environment, GH_ENTERPRISE_TOKEN: 'ghe_secret', GH_HOST: 'ghe.example' }
  const trusted = await foreignClone([remote('git@ghe.example:acme/widgets.git')])
  await relWith(env, trusted, 'qa', 'list')
  await relWith(env, trusted, 'qa', 'list', '--repo', 'evil.example/acme/widgets')
  const to = received.map(({ request, credentials }) => `${request} ${credentials}`)
  expect(to).toEqual(['POST https://ghe.example/api/graphql token ghe_secret'])
})

test('--repo needs no git', async () => {
  const env = { PATH: '/nowhere', GITHUB_API_URL: sandbox.apiUrl, GH_TOKEN: sandbox.token('dev') }
  const named = await relWith(env, home, 'qa', 'list', '--repo', 'acme/widgets')
  expect([named.status, named.error]).toEqual([0, ''])
  const unnamed = await relWith(env, home, 'qa', 'list')
  expect([unnamed.status, unnamed.error]).toEqual([1, expect.stringContaining('Could not run git.')])
})

test('--repo HOST/OWNER/NAME names the host of the configured API or is refused', async () => {
  const env = { GITHUB_API_URL: sandbox.apiUrl, GH_TOKEN: sandbox.token('dev') }
  const { host } = new URL(sandbox.url)
  const same = await relWith(env, home, 'qa', 'list', '--repo', `${host}/acme/widgets`)
  expect([same.status, same.error]).toEqual([0, ''])
  const other = await relWith(env, home, 'qa', 'list', '--repo', 'ghe.example/acme/widgets')
  expect([other.status, other.error]).toEqual([
    2,
    `Error: --repo names ghe.example, but GITHUB_API_URL is ${sandbox.apiUrl}.\nHint: Unset GITHUB_API_URL, or pass --repo OWNER/NAME.\n`,
  ])
})

test('every --repo is validated, and all are on one host', async () => {
  const approve = (...repositories: readonly string[]) =>
    relWith(tokens, home, 'release', 'approve', ...repositories.flatMap((name) => ['--repo', name]))
  const several = await approve('a.example/acme/widgets', 'b.example/acme/gadgets')
  expect([several.status, several.error]).toEqual([
    2,
    'Error: The repositories are on several hosts: a.example, b.example.\nHint: Run the command once for each host.\n',
  ])
  const invalid = await approve('acme/widgets', 'gadgets')
  expect([invalid.status, invalid.error]).toEqual([
    2,
    'Error: Invalid repository "gadgets".\nHint: Pass --repo OWNER/NAME, or HOST/OWNER/NAME.\n',
  ])
})

test('a work tree of a bare clone is read', async () => {
  const bare = join(await foreignClone([acme]), '../bare.git')
  await git(home, 'clone', '--quiet', '--bare', sandbox.clone('widgets'), bare)
  await git(bare, 'remote', 'set-url', 'origin', `${sandbox.url}/acme/widgets.git`)
  await git(bare, 'worktree', 'add', '--quiet', '--detach', '../tree')
  const env = { GITHUB_API_URL: sandbox.apiUrl, GH_TOKEN: sandbox.token('dev') }
  const { status, error } = await relWith(env, join(home, 'tree'), 'qa', 'list')
  expect([status, error]).toEqual([0, ''])
})

test('a configuration that git cannot read is not "no repository"', async () => {
  const clone = await foreignClone([acme])
  await writeFile(join(clone, '.git/config'), '[remote "origin"\n')
  const { status, error } = await relWith(tokens, clone, 'qa', 'list')
  expect([status, error]).toEqual([
    1,
    expect.stringMatching(/^Error: git cannot read this clone: bad config line \d/),
  ])
})

test('a clone of somebody else is not "no repository"', async () => {
  const env = { ...tokens, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }
  const clone = await foreignClone([acme])
  const { status, error } = await relWith(env, clone, 'qa', 'list')
  expect([status, error]).toEqual([
    1,
    `Error: git cannot read this clone: detected dubious ownership in repository at '${clone}'\nHint: If you trust it, run \`git config --global --add safe.directory ${clone}\`.\n`,
  ])
})

test('a refused token is named by its source', async () => {
  const { host } = new URL(sandbox.url)
  await sandbox.fault({
    match: { path: '/graphql' },
    times: 2,
    status: 401,
    body: { message: 'Bad credentials' },
  })
  const ofClone = await runRel(sandbox, 'qa list')
  expect(ofClone.stderr).toMatch(
    new RegExp(`^Error: ${host} rejected the token from rel.token of this clone.\nHint: Clone it again`),
  )
  const ofShell = await runRel(sandbox, 'qa list', { env: { GH_TOKEN: sandbox.token('rosa') } })
  expect(ofShell.stderr).toBe(
    `Error: ${host} rejected the token from GH_TOKEN.\nHint: Set GH_TOKEN to a valid token, or unset it and run \`gh auth login --hostname ${host}\`.`,
  )
})
