import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pushBranch, rel, startSandbox, type Sandbox } from '../support/sandbox.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.stop())

const json = async (...args: readonly string[]) => {
  const { status, out } = await rel(sandbox.home, ...args, '--json')
  return { exit: status, ...JSON.parse(out) }
}
const here = () => ['--dir', sandbox.dir]

test('status reports everything that a script needs', async () => {
  const { exit, result } = await json('sandbox', 'status', ...here())
  expect([exit, result]).toMatchObject([
    0,
    {
      running: true,
      pid: sandbox.pid,
      apiUrl: `${sandbox.url}/api/v3`,
      dir: sandbox.dir,
      repositories: [
        { name: 'acme/widgets', url: `${sandbox.url}/acme/widgets`, clone: join(sandbox.dir, 'widgets') },
        { name: 'acme/gadgets' },
      ],
    },
  ])
  expect(result.users.map(({ login, role }: { login: string; role: string }) => `${login} ${role}`)).toEqual([
    'rosa maintain',
    'dev write',
    'quinn triage',
    'olga admin',
    'guest read',
  ])
})

test('starting a running sandbox does nothing and reports it', async () => {
  const { exit, outcome, result } = await json('sandbox', 'start', ...here(), '--detach')
  expect([exit, outcome, result.pid]).toEqual([0, 'nothing-to-do', sandbox.pid])
})

test('env prints lines for a shell', async () => {
  const { out } = await rel(sandbox.home, 'sandbox', 'env', ...here(), '--user', 'rosa')
  expect(out).toContain(`export GH_ENTERPRISE_TOKEN='${sandbox.token('rosa')}'`)
  expect(out).toContain(`export GH_HOST='sandbox.localhost'`)
  expect(await rel(sandbox.home, 'sandbox', 'env', ...here(), '--user', 'nobody')).toMatchObject({
    status: 2,
    error: expect.stringContaining('Unknown sandbox user: nobody'),
  })
})

test('reports a port that is in use', async () => {
  const other = createServer()
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
  const port = String((other.address() as { port: number }).port)
  const dir = await mkdtemp(join(tmpdir(), 'rel-sandbox-port-'))
  const { exit, error } = await json('sandbox', 'start', '--dir', dir, '--detach', '--port', port)
  expect([exit, error]).toMatchObject([
    2,
    { code: 'usage', message: `Port ${port} is in use.`, hint: expect.stringContaining('--port') },
  ])
  other.close()
  await rm(dir, { recursive: true })
})

test('reset restores the initial demo with the same tokens; stop is idempotent', async () => {
  const token = sandbox.token('dev')
  await pushBranch(sandbox, 'feature/forgotten')
  await writeFile(join(sandbox.clone('widgets'), 'scratch.txt'), 'x')
  const { exit, result } = await json('sandbox', 'reset', ...here(), '--no-pack', '--yes')
  expect([exit, result.running, result.url]).toEqual([0, true, sandbox.url])
  expect(result.users[1].token).toBe(token)
  expect((await sandbox.api('dev', 'GET', '/repos/acme/widgets/branches')).body).toHaveLength(1)
  expect(existsSync(join(sandbox.clone('widgets'), 'scratch.txt'))).toBe(false)
  expect((await sandbox.git(sandbox.clone('widgets'), 'status', '--short')).out).toBe('')
  expect(await json('sandbox', 'stop', ...here())).toMatchObject({
    exit: 0,
    outcome: 'done',
    result: { running: false },
  })
  await expect(fetch(sandbox.url)).rejects.toThrow()
  expect(await json('sandbox', 'stop', ...here())).toMatchObject({ exit: 0, outcome: 'nothing-to-do' })
  expect(await json('sandbox', 'status', ...here())).toMatchObject({
    exit: 0,
    result: { running: false, url: null, users: [] },
  })
  expect(await json('sandbox', 'env', ...here())).toMatchObject({ exit: 2, error: { code: 'not-found' } })
})

test('a restart uses the same port, so that clones still work', async () => {
  await rel(sandbox.home, 'sandbox', 'stop', '--dir', sandbox.dir)
  const address = sandbox.url
  await sandbox.restart()
  expect(sandbox.url).toBe(address)
  expect((await sandbox.git(sandbox.clone('widgets'), 'fetch')).status).toBe(0)
})

test('the demo services pass their own tests', async () => {
  await sandbox.restart()
  const status = await new Promise<number>((done) =>
    execFile(
      process.execPath,
      ['--test'],
      { cwd: sandbox.clone('gadgets'), env: { PATH: process.env['PATH'] } },
      (error) => done(error ? 1 : 0),
    ),
  )
  expect(status).toBe(0)
})
