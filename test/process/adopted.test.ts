import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareEnvironment, rel } from '../support/run.js'
import type { Json } from '../support/sandbox.js'
import type { SandboxStatus } from '../support/serve.js'

let home: string
let dir: string
let status: SandboxStatus
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'rel-adopted-'))
  dir = join(home, 'sandbox')
  status = await start()
})
afterAll(async () => {
  await rel(home, 'sandbox', 'stop', '--dir', dir)
  await rm(home, { recursive: true, force: true })
})

const start = async (): Promise<SandboxStatus> =>
  JSON.parse((await rel(home, 'sandbox', 'start', '--dir', dir, '--detach', '--json')).out).result
const send = async (method: string, path: string, body?: unknown): Promise<Json> => {
  const { token } = status.users.find(({ login }) => login === 'dev')!
  const headers = { authorization: `Bearer ${token}` }
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
  return (await fetch(`${status.apiUrl}/repos/acme/${path}`, init)).json()
}
const get = (path: string): Promise<Json> => send('GET', path)
const devOf = async (service: string): Promise<string> => {
  const [deployment] = await get(`${service}/deployments?environment=dev`)
  const [newest] = await get(`${service}/deployments/${deployment.id}/statuses`)
  return newest.environment_url
}
const head = async (service: string): Promise<string> => (await get(`${service}/branches/main`)).commit.sha
const answer = async (service: string): Promise<Json> => (await fetch(await devOf(service))).json()
const services = ['widgets', 'gadgets']
const git = async (service: string, ...words: readonly string[]): Promise<string> =>
  (await execa('git', words, { cwd: join(dir, service), env: bareEnvironment(home), extendEnv: false }))
    .stdout

test('both services run main on dev when start returns, and the clones are up to date', async () => {
  for (const service of services) {
    const commit = await head(service)
    expect(await answer(service)).toEqual({ service, version: 'none', commit, environment: 'dev' })
    expect(await git(service, 'rev-parse', 'HEAD', 'origin/main')).toBe(`${commit}\n${commit}`)
    expect((await get(`${service}/branches`)).map(({ name }: Json) => name)).toEqual(['main'])
  }
})

test('deployed services stop and start with the sandbox', async () => {
  const urls = await Promise.all(services.map(devOf))
  await rel(home, 'sandbox', 'stop', '--dir', dir)
  for (const url of urls) await expect(fetch(url)).rejects.toThrow()
  status = await start()
  expect(await Promise.all(services.map(devOf))).toEqual(urls)
  for (const service of services)
    await expect.poll(() => answer(service).catch(() => null), { timeout: 10_000 }).toMatchObject({ service })
  expect(await get('widgets/pulls?state=all')).toHaveLength(1)
})

test('changes of the pack on main and in the clone survive a restart of the sandbox', async () => {
  await git('widgets', 'rm', '--quiet', '.github/workflows/sweep.yml')
  await git('widgets', 'commit', '--quiet', '--message', 'Sweep by hand')
  await git('widgets', 'push', '--quiet', 'origin', 'HEAD:by-hand')
  const { number } = await send('POST', 'widgets/pulls', { title: 'By hand', head: 'by-hand', base: 'main' })
  await send('PUT', `widgets/pulls/${number}/merge`, {})
  const before = [await head('widgets'), await git('widgets', 'rev-parse', 'HEAD')]
  await rel(home, 'sandbox', 'stop', '--dir', dir)
  status = await start()
  expect([await head('widgets'), await git('widgets', 'rev-parse', 'HEAD')]).toEqual(before)
  expect(await get('widgets/pulls?state=all')).toHaveLength(2)
})
