import { execa } from 'execa'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareEnvironment, binary, relWith, type Ended } from '../support/run.js'
import type { Json, SandboxStatus } from '../support/sandbox.js'

let home: string
let cache: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'rel-snapshot-'))
  cache = join(home, 'cache')
})
afterAll(async () => {
  for (const name of await readdir(home)) await rel('stop', '--dir', name)
  await rm(home, { recursive: true, force: true })
})

const rel = (...words: readonly string[]): Promise<Ended> =>
  relWith({ REL_CACHE_DIR: cache }, home, 'sandbox', ...words)
const start = async (dir: string, ...words: readonly string[]) => {
  const { status, out, error } = await rel('start', '--detach', '--dir', dir, '--json', ...words)
  if (status !== 0) throw new Error(out + error)
  return JSON.parse(out).result as SandboxStatus
}
const tokenOf = ({ users }: SandboxStatus, login: string): string =>
  users.find((user) => user.login === login)!.token
const get = async (sandbox: SandboxStatus, path: string): Promise<Json> => {
  const headers = { authorization: `Bearer ${tokenOf(sandbox, 'olga')}` }
  return (await fetch(`${sandbox.apiUrl}/repos/acme/${path}`, { headers })).json()
}
const answersOnDev = async (sandbox: SandboxStatus, service: string): Promise<Json> => {
  const [{ id }] = await get(sandbox, `${service}/deployments?environment=dev`)
  const [status] = await get(sandbox, `${service}/deployments/${id}/statuses`)
  return { url: status.environment_url, answer: await (await fetch(status.environment_url)).json() }
}
const snapshots = (): Promise<string[]> => readdir(join(cache, 'demo'))
const manifest = async () => {
  const [name = ''] = await snapshots()
  const path = join(cache, 'demo', name, 'snapshot.json')
  return { path, played: JSON.parse(await readFile(path, 'utf8')) }
}
/** All texts of a sandbox's state. */
const stateOf = async (dir: string): Promise<string> => {
  const files = await readdir(join(home, dir, '.sandbox'), { recursive: true, withFileTypes: true })
  const paths = files.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name))
  return (await Promise.all(paths.map((path) => readFile(path, 'latin1')))).join('\n')
}

let one: SandboxStatus
test('the first start plays the demo and says so; the next one copies it', async () => {
  const first = await rel('start', '--detach', '--dir', 'one')
  expect(first).toMatchObject({
    status: 0,
    error: expect.stringMatching(/^Playing .*\nStarting the sandbox in /),
  })
  expect(first.out).toMatch(/\n\nNext:\n {2}cd one\/widgets\n.*\n {2}rel preview up\n$/)
  one = JSON.parse((await rel('status', '--dir', 'one', '--json')).out).result
  const { played } = await manifest()
  const second = await rel('start', '--detach', '--dir', 'two')
  expect(second).toMatchObject({ status: 0, error: expect.not.stringContaining('Playing') })
  expect((await manifest()).played).toEqual(played)
})

test('a copy has the same history, and tokens, ports, certificates and texts of its own', async () => {
  const two: SandboxStatus = JSON.parse((await rel('status', '--dir', 'two', '--json')).out).result
  for (const path of ['widgets/pulls?state=all', 'gadgets/actions/runs', 'widgets/branches'])
    expect(JSON.stringify(await get(two, path)).replaceAll(two.url, one.url)).toBe(
      JSON.stringify(await get(one, path)),
    )
  for (const service of ['widgets', 'gadgets']) {
    const [here, there] = [await answersOnDev(one, service), await answersOnDev(two, service)]
    expect(here.answer).toEqual(there.answer)
    expect(here.url).not.toBe(there.url)
  }
  const { played } = await manifest()
  const state = await stateOf('two')
  for (const foreign of [played.directory, played.url, one.url, join(home, 'one')])
    expect(state.includes(foreign), foreign).toBe(false)
  const secrets = (text: string) =>
    new Set(text.match(/(?:sandbox_\w+_|ghs_sandbox)[0-9a-f]{30}|PRIVATE KEY-----\n.*/g))
  const others = secrets(
    (await stateOf('one')) +
      (await readFile(join(cache, 'demo', (await snapshots())[0]!, 'journal.ndjson'), 'latin1')),
  )
  expect(secrets(state).size).toBeGreaterThan(5)
  for (const secret of secrets(state)) expect(others.has(secret)).toBe(false)
  await rel('stop', '--dir', 'two')
})

test('times move to the day of the copy, commits do not', async () => {
  const { path, played } = await manifest()
  const month = 30 * 86_400_000
  await writeFile(path, JSON.stringify({ ...played, at: played.at - month }))
  const later = await start('later')
  await writeFile(path, JSON.stringify(played))
  const [before, after] = [await get(one, 'widgets/pulls/1'), await get(later, 'widgets/pulls/1')]
  const days = (Date.parse(after.merged_at) - Date.parse(before.merged_at)) / 86_400_000
  expect(Math.round(days)).toBe(30)
  expect(after.merge_commit_sha).toBe(before.merge_commit_sha)
  const commit = `widgets/commits/${before.merge_commit_sha}`
  expect((await get(later, commit)).commit).toMatchObject({ author: (await get(one, commit)).commit.author })
  await rel('stop', '--dir', 'later')
})

test('reset shows what goes, asks, and returns to the copy with the same tokens and address', async () => {
  const scratch = join(home, 'one', 'widgets', 'scratch.txt')
  await writeFile(scratch, 'x')
  const dry = await rel('reset', '--dir', 'one', '--dry-run')
  expect(dry.out).toContain(`remove ${join(home, 'one', 'widgets')} (1 file not committed)`)
  const asked = await rel('reset', '--dir', 'one')
  expect(asked).toMatchObject({ status: 2, error: expect.stringContaining('Pass --yes') })
  expect(await readFile(scratch, 'utf8')).toBe('x')
  expect(await rel('reset', '--dir', 'one', '--yes')).toMatchObject({ status: 0 })
  await expect(readFile(scratch)).rejects.toThrow()
  const status: SandboxStatus = JSON.parse((await rel('status', '--dir', 'one', '--json')).out).result
  expect([status.url, status.users]).toEqual([one.url, one.users])
  expect((await answersOnDev(one, 'widgets')).answer).toMatchObject({ environment: 'dev' })
})

test('--fresh plays it again; where a sandbox is already it says what to type', async () => {
  expect(await rel('start', '--fresh', '--dir', 'one')).toMatchObject({
    status: 2,
    error: expect.stringContaining('rel sandbox reset --fresh --dir one'),
  })
  const before = (await manifest()).played.at
  await start('fresh', '--fresh')
  expect((await manifest()).played.at).toBeGreaterThan(before)
  expect(await snapshots()).toHaveLength(1)
  await rel('stop', '--dir', 'fresh')
})

test('interrupted while it plays, or killed, nothing of it stays', async () => {
  const empty = join(home, 'empty-cache')
  const options = {
    cwd: home,
    env: { ...bareEnvironment(home), REL_CACHE_DIR: empty },
    extendEnv: false,
    reject: false,
  } as const
  const played = async (signal: 'SIGINT' | 'SIGKILL') => {
    const starting = execa(
      process.execPath,
      [binary, 'sandbox', 'start', '--detach', '--dir', 'never'],
      options,
    )
    await expect
      .poll(
        () =>
          readdir(join(empty, 'demo')).then(
            (names) => names.length > 0,
            () => false,
          ),
        { timeout: 30_000 },
      )
      .toBe(true)
    const [draft = ''] = await readdir(join(empty, 'demo'))
    await expect
      .poll(() => readdir(join(empty, 'demo', draft, '.sandbox', 'runner', 'runs')).catch(() => []), {
        timeout: 60_000,
      })
      .not.toEqual([])
    starting.kill(signal)
    return starting
  }
  expect(await played('SIGINT')).toMatchObject({
    exitCode: 130,
    stderr: expect.stringContaining('Nothing was started.'),
  })
  expect(await readdir(join(empty, 'demo'))).toEqual([])
  await played('SIGKILL')
  const [left = ''] = await readdir(join(empty, 'demo'))
  expect(left).toMatch(/^playing-/)
  const again = await relWith(
    { REL_CACHE_DIR: empty },
    home,
    'sandbox',
    'start',
    '--detach',
    '--dir',
    'never',
  )
  expect(again.status).toBe(0)
  expect(await readdir(join(empty, 'demo'))).toEqual(await snapshots())
  await rel('stop', '--dir', 'never')
})

test('without a place to keep it, the sandbox itself plays it', async () => {
  await writeFile(join(home, 'a-file'), '')
  const { status, error } = await relWith(
    { REL_CACHE_DIR: join(home, 'a-file') },
    home,
    'sandbox',
    'start',
    '--detach',
    '--dir',
    'alone',
  )
  expect([status, error]).toEqual([0, expect.stringContaining('Adopting the workflows of rel')])
  const alone: SandboxStatus = JSON.parse((await rel('status', '--dir', 'alone', '--json')).out).result
  expect((await answersOnDev(alone, 'gadgets')).answer).toMatchObject({ environment: 'dev' })
})
