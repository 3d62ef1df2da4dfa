import { execFile, execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { bareEnvironment, rel } from '../support/run.js'
import { startSandbox, type Sandbox } from '../support/sandbox.js'
import { controlRoutes } from './control-routes.js'

const execute = promisify(execFile)

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.stop())

interface Sent {
  readonly status: number
  readonly text: string
}

/** Sends a request with exactly these headers: `fetch` does not let a program set Origin or Host. */
const send = (method: string, path: string, headers: Record<string, string>, body = ''): Promise<Sent> =>
  new Promise((done, fail) => {
    const outgoing = request(`${sandbox.url}${path}`, { method, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => done({ status: response.statusCode ?? 0, text }))
    })
    outgoing.on('error', fail)
    outgoing.end(body)
  })

const json = { 'content-type': 'application/json' }
const withKey = () => ({ 'x-sandbox-key': sandbox.key })

test.each(controlRoutes.map(([method, path, body]) => ({ method, path, body })))(
  '$method /_sandbox/$path is refused without the key and with a wrong one',
  async ({ method, path, body }) => {
    for (const headers of [{}, { 'x-sandbox-key': '' }, { 'x-sandbox-key': '0'.repeat(64) }]) {
      const text = body === undefined ? '' : JSON.stringify(body)
      const { status, text: answer } = await send(method, `/_sandbox/${path}`, { ...json, ...headers }, text)
      expect([status, JSON.parse(answer).message]).toEqual([401, expect.stringContaining('X-Sandbox-Key')])
    }
  },
)

test.each([
  ['a page of another site', { origin: 'https://evil.example' }],
  ['a page without an origin', { origin: 'null' }],
  ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ['another name of this machine', { origin: 'http://localhost' }],
  ['another site, without Origin', { 'sec-fetch-site': 'cross-site' }],
  ['another port, without Origin', { 'sec-fetch-site': 'same-site' }],
])('refuses a request from %s, even with the key', async (_, headers) => {
  const { status } = await send('GET', '/_sandbox/requests', { ...withKey(), ...headers })
  expect(status).toBe(403)
})

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
  'refuses a body of the type "%s"',
  async (type) => {
    const headers = { ...withKey(), ...(type && { 'content-type': type }) }
    const sent = await send('POST', '/_sandbox/clock', headers, '{"advance":"1h"}')
    expect([sent.status, JSON.parse(sent.text).message]).toEqual([
      415,
      'The body must have the content type application/json.',
    ])
  },
)

test('refuses another host name, as after DNS rebinding', async () => {
  expect((await send('GET', '/_sandbox/requests', { ...withKey(), host: 'evil.example' })).status).toBe(403)
})

test.each([
  'https://evil.example/repository.git',
  'ssh://evil.example/repository',
  "ext::sh -c 'touch planted'",
  '--upload-pack=touch planted',
  'relative/folder',
  '/does/not/exist',
  '/etc/passwd',
])('imports nothing from %s', async (path) => {
  const wanted = { path, as: 'acme/planted', defaultBranch: 'main' }
  const { status, body } = await sandbox.control('POST', 'import', wanted)
  expect([status, body.message]).toEqual([422, expect.stringContaining('Not the absolute path of a folder')])
})

test.each(['acme/..', 'acme/.git', 'acme/.sandbox', '../x', '-x/y', 'acme/a/b'])(
  'imports nothing as %s',
  async (as) => {
    const { status } = await sandbox.control('POST', 'import', { path: '/tmp', as, defaultBranch: 'main' })
    expect(status).toBe(422)
  },
)

test('no name from a request becomes an option of git', async () => {
  const planted = join(sandbox.home, 'planted')
  const option = encodeURIComponent(`--output=${planted}`)
  const repository = '/repos/acme/widgets'
  const paths = [
    `${repository}/commits?sha=${option}`,
    `${repository}/commits/${option}`,
    `${repository}/compare/${option}...main`,
    `${repository}/compare/main...${option}`,
    `${repository}/git/trees/${option}`,
    `${repository}/git/matching-refs/${option}`,
    `${repository}/contents/README.md?ref=${option}`,
    `${repository}/branches/${option}`,
    `${repository}/commits?path=${option}&author=${option}&since=${option}`,
  ]
  for (const path of paths) expect((await sandbox.api('dev', 'GET', path)).status).toBeLessThan(500)
  for (const route of ['archive?commit=', 'changes?to=main&from=', 'changes?from=main&to=', 'commit?ref='])
    await sandbox.control('GET', `runner/${route}${option}&repository=acme/widgets`)
  await expect(stat(planted)).rejects.toThrow('ENOENT')
})

test('only the user can read the folder, the key, the journal, the log and the tokens of the clones', async () => {
  const modes = async (...paths: string[]) =>
    Promise.all(paths.map(async (path) => ((await stat(join(sandbox.dir, path))).mode & 0o777).toString(8)))
  expect(await modes('', '.sandbox')).toEqual(['700', '700'])
  const secret = ['key', 'journal.ndjson', 'ca-key.pem', 'server.log'].map((name) => `.sandbox/${name}`)
  expect(await modes(...secret, 'widgets/.git/config', 'gadgets/.git/config')).toEqual(Array(6).fill('600'))
  expect(await readFile(join(sandbox.dir, '.sandbox', 'key'), 'utf8')).toBe(sandbox.key)
})

test('the key survives a restart, and status prints it as JSON only', async () => {
  const { key } = sandbox
  await rel(sandbox.home, 'sandbox', 'stop', '--dir', sandbox.dir)
  await sandbox.restart()
  expect(sandbox.key).toBe(key)
  const status = await rel(sandbox.home, 'sandbox', 'status', '--dir', sandbox.dir, '--json')
  expect(JSON.parse(status.out).result.key).toBe(key)
  for (const command of ['status', 'env'])
    expect((await rel(sandbox.home, 'sandbox', command, '--dir', sandbox.dir)).out).not.toContain(key)
})

test('a download link works for a minute and for its own file only', async () => {
  const { body: run } = await sandbox.control('POST', 'runner/runs', {
    repository: 'acme/widgets',
    path: '.github/workflows/x.yml',
    event: 'push',
    ref: 'refs/heads/main',
    actor: 'dev',
  })
  const { body: job } = await sandbox.control('POST', `runner/runs/${run.id}/jobs`, { name: 'build' })
  await sandbox.control('POST', `runner/jobs/${job.id}/log`, { text: 'a secret line' })
  const path = `/repos/acme/widgets/actions/jobs/${job.id}/logs`
  const redirect = await fetch(`${sandbox.apiUrl}${path}`, {
    redirect: 'manual',
    headers: { authorization: `Bearer ${sandbox.token('dev')}` },
  })
  const link = redirect.headers.get('location') ?? ''
  const get = async (url: string) => {
    const answer = await fetch(url)
    return [answer.status, await answer.text()]
  }
  expect(await get(link)).toEqual([200, expect.stringContaining('a secret line')])
  const refused = [403, expect.stringContaining('not valid or has expired')]
  expect(await get(link.replace(/signature=.*/, 'signature='))).toEqual(refused)
  expect(await get(link.replace(`jobs/${job.id}.txt`, `jobs/${job.id + 1}.txt`))).toEqual(refused)
  expect(await get(link.replace(/expires=\d/, 'expires=9'))).toEqual(refused)
  await sandbox.control('POST', 'clock', { advance: '62s' })
  expect(await get(link)).toEqual(refused)
})

test('the pages of an imported repository require signing in', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rel-import-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await commitIn(folder, 'secret.txt', 'my own code')
  const wanted = { path: folder, as: 'acme/mine', defaultBranch: 'main' }
  expect((await sandbox.control('POST', 'import', wanted)).status).toBe(200)
  const page = (path: string) =>
    fetch(`${sandbox.url}${path}`, { redirect: 'manual', headers: { accept: 'text/html' } })
  for (const path of ['/acme/mine', '/acme/mine/blob/main/secret.txt', '/acme/mine/pulls']) {
    const answer = await page(path)
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      `/login?return_to=${encodeURIComponent(path)}`,
    ])
  }
  expect(await (await page('/')).text()).not.toContain('acme/mine')
  expect((await page('/acme/widgets')).status).toBe(200)
})

/** Creates a repository with one commit. */
async function commitIn(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, name), text)
  for (const args of [
    ['init', '--quiet', '-b', 'main'],
    ['add', '--all'],
    ['commit', '--quiet', '-m', 'One'],
  ])
    await git(folder, ...args)
}

const git = (folder: string, ...args: readonly string[]) =>
  execute('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], {
    cwd: folder,
    env: bareEnvironment(folder),
  })

test('an import runs no hook, monitor, filter or remote program of the folder, and asks first', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rel-import-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const hostile = join(folder, 'hostile')
  const ran = join(folder, 'ran')
  await commitIn(hostile, '.gitattributes', '* filter=evil\n')
  await writeFile(join(hostile, 'changed.txt'), 'changed')
  const program = join(folder, 'evil.sh')
  await writeFile(program, `#!/bin/sh\necho "$0 $*" >> ${ran}\ncat\n`, { mode: 0o755 })
  for (const [name, value] of [
    ['core.fsmonitor', program],
    ['core.hooksPath', folder],
    ['filter.evil.clean', program],
    ['filter.evil.smudge', program],
    ['uploadpack.packObjectsHook', program],
    ['core.sshCommand', program],
    ['core.pager', program],
    ['credential.helper', program],
  ] as const)
    await git(hostile, 'config', name, value)
  await writeFile(join(folder, 'post-checkout'), `#!/bin/sh\necho hook >> ${ran}\n`, { mode: 0o755 })
  // The file is newer than the index, so that `git status` would read it through the filter.
  await writeFile(join(hostile, '.gitattributes'), '* filter=evil\n')
  await utimes(join(hostile, '.gitattributes'), new Date(), new Date())
  await rm(ran, { force: true })
  const command = ['sandbox', 'import', hostile, '--dir', sandbox.dir] as const
  const asked = await rel(sandbox.home, ...command)
  expect([asked.status, asked.error]).toEqual([2, expect.stringContaining('Cannot prompt: not a terminal')])
  const planned = await rel(sandbox.home, ...command, '--dry-run')
  expect(planned.out).toMatch(/Would import:\nacme\/hostile from \S+: no workflows\nThe scripts of these/)
  expect((await sandbox.control('GET', 'imports')).body).not.toContainEqual(
    expect.objectContaining({ as: 'acme/hostile' }),
  )
  const done = await rel(sandbox.home, ...command, '--yes')
  expect([done.status, done.out]).toEqual([0, expect.stringContaining('1 file is not committed')])
  await expect(readFile(ran, 'utf8')).rejects.toThrow('ENOENT')
  // Having agreed once is enough.
  expect((await rel(sandbox.home, ...command)).status).toBe(0)
})

test('refuses a partial clone, whose remote would name the program that git runs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rel-import-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await commitIn(folder, 'file.txt', 'text')
  await git(folder, 'config', 'remote.origin.promisor', 'true')
  const { status, error } = await rel(
    sandbox.home,
    'sandbox',
    'import',
    folder,
    '--dir',
    sandbox.dir,
    '--yes',
  )
  expect([status, error]).toEqual([2, expect.stringContaining('is a partial clone')])
})

const isRoot = process.getuid?.() === 0
test.runIf(isRoot)('another user of the machine gets nothing with curl, nor from the files', () => {
  const asNobody = (...args: readonly string[]): string => {
    try {
      return execFileSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', ...args], {
        encoding: 'utf8',
        stdio: 'pipe',
      })
    } catch (error) {
      return String((error as { stderr: string }).stderr)
    }
  }
  for (const [method, path, body] of controlRoutes) {
    const data =
      body === undefined ? [] : ['-H', 'content-type: application/json', '-d', JSON.stringify(body)]
    const url = `${sandbox.url}/_sandbox/${path}`
    const status = asNobody('curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '-X', method, ...data, url)
    expect([method, path, status]).toEqual([method, path, '401'])
  }
  for (const file of ['.sandbox/key', '.sandbox/journal.ndjson', 'widgets/.git/config'])
    expect(asNobody('cat', join(sandbox.dir, file))).toContain('Permission denied')
})
