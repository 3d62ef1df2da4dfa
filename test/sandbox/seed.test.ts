import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rel, startSandbox, type Json, type Sandbox, stopFaithful } from '../support/sandbox.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => stopFaithful(sandbox))

const seed = async (...words: readonly string[]) => {
  const { status, out } = await rel(sandbox.home, 'sandbox', 'seed', '--dir', sandbox.dir, ...words, '--json')
  return { exit: status, ...JSON.parse(out) }
}
const get = async (path: string, login = 'dev'): Promise<Json> => (await sandbox.api(login, 'GET', path)).body

test('seeds a thousand squash-merged pull requests since the last release, with main deployed to dev', async () => {
  const { exit, result } = await seed(
    '--repositories',
    '1',
    '--prefix',
    'big',
    '--pulls',
    '1000',
    '--releases',
    '3',
  )
  expect([exit, result]).toEqual([
    0,
    { repositories: [{ name: 'big-01', archived: false, readOnly: false }] },
  ])
  const repository = '/repos/acme/big-01'
  const main = (await get(`${repository}/branches/main`)).commit.sha
  const [newest] = await get(`${repository}/pulls?state=all&per_page=1`)
  expect(newest).toMatchObject({
    number: 1000,
    state: 'closed',
    merge_commit_sha: main,
    title: 'Change 1000',
  })
  expect(await get(`${repository}/pulls/500`)).toMatchObject({ merged: true, commits: 1, changed_files: 1 })
  const { status } = await sandbox.git(
    sandbox.dir,
    'clone',
    '--quiet',
    '--bare',
    await remote('big-01'),
    'big.git',
  )
  expect(status).toBe(0)
  const since = await sandbox.git(join(sandbox.dir, 'big.git'), 'log', '--format=%s', 'v0.3.0..main')
  const subjects = since.out.trim().split('\n')
  expect([subjects.length, subjects[0], subjects.at(-1)]).toEqual([
    1000,
    'Change 1000 (#1000)',
    'Change 1 (#1)',
  ])
  expect((await get(`${repository}/releases/latest`)).tag_name).toBe('v0.3.0')
  const [deployment] = await get(`${repository}/deployments?environment=dev`)
  expect(deployment).toMatchObject({ sha: main, environment: 'dev' })
  const [state] = await get(`${repository}/deployments/${deployment.id}/statuses`)
  expect(state.state).toBe('success')
})

/** A remote url with dev's token, because there is no clone with a credential helper. */
const remote = (name: string) =>
  Promise.resolve(`${sandbox.url.replace('://', `://x:${sandbox.token('dev')}@`)}/acme/${name}.git`)

test('seeds adopted, archived and read-only repositories; seeding again does nothing', async () => {
  const words = [
    '--repositories',
    '5',
    '--prefix',
    'team',
    '--adopted',
    '--archived',
    '1',
    '--read-only',
    '2',
  ]
  const first = await seed(...words, '--pulls', '2')
  expect(first).toMatchObject({ exit: 0, outcome: 'done' })
  expect(first.result.repositories).toEqual([
    { name: 'team-01', archived: false, readOnly: false },
    { name: 'team-02', archived: false, readOnly: false },
    { name: 'team-03', archived: false, readOnly: true },
    { name: 'team-04', archived: false, readOnly: true },
    { name: 'team-05', archived: true, readOnly: false },
  ])
  expect((await get('/repos/acme/team-05')).archived).toBe(true)
  expect((await get('/repos/acme/team-03')).permissions).toMatchObject({ push: false, pull: true })
  expect((await get('/repos/acme/team-01/labels')).map(({ name }: Json) => name)).toContain('deploy/qa1')
  expect((await get('/repos/acme/team-01/environments')).total_count).toBe(9)
  expect((await get('/repos/acme/team-01/contents/.github/rel.yml')).type).toBe('file')
  const again = await seed(...words, '--pulls', '2')
  expect(again).toMatchObject({ exit: 0, outcome: 'nothing-to-do', result: first.result })
  expect(await seed(...words, '--pulls', '3')).toMatchObject({
    exit: 2,
    error: { message: 'acme/team-01 already exists and was not seeded with these options' },
  })
  expect(await seed('--repositories', '1', '--prefix', '../x')).toMatchObject({ exit: 2 })
  expect(await seed('--repositories', '1', '--prefix', 'few', '--archived', '2')).toMatchObject({ exit: 2 })
})

test('seeded repositories survive a kill and are not cloned', async () => {
  sandbox.kill()
  await sandbox.restart()
  expect((await get('/repos/acme/team-02/pulls?state=all')).length).toBe(2)
  await expect(stat(join(sandbox.dir, 'team-02'))).rejects.toThrow('ENOENT')
  expect(await readFile(join(sandbox.dir, '.sandbox', 'server.log'), 'utf8')).toBe('')
})
