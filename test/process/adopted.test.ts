import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareEnvironment, rel } from '../support/run.js'
import type { Json, SandboxStatus } from '../support/sandbox.js'

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
const get = async (path: string): Promise<Json> => {
  const { token } = status.users.find(({ login }) => login === 'dev')!
  const headers = { authorization: `Bearer ${token}` }
  return (await fetch(`${status.apiUrl}/repos/acme/${path}`, { headers })).json()
}
const devOf = async (service: string): Promise<string> => {
  const [deployment] = await get(`${service}/deployments?environment=dev`)
  const [newest] = await get(`${service}/deployments/${deployment.id}/statuses`)
  return newest.environment_url
}
const head = async (service: string): Promise<string> => (await get(`${service}/branches/main`)).commit.sha
const answer = async (service: string): Promise<Json> => (await fetch(await devOf(service))).json()
const services = ['widgets', 'gadgets']

test('both services run main on dev when start returns, and the clones have it', async () => {
  for (const service of services) {
    const commit = await head(service)
    expect(await answer(service)).toEqual({ service, version: 'none', commit, environment: 'dev' })
    const options = { cwd: join(dir, service), env: bareEnvironment(home), extendEnv: false }
    const { stdout } = await execa('git', ['rev-parse', 'HEAD', 'origin/main'], options)
    expect(stdout).toBe(`${commit}\n${commit}`)
    expect((await get(`${service}/branches`)).map(({ name }: Json) => name)).toEqual(['main'])
  }
})

test('nothing runs when the sandbox has stopped; what ran is back when it starts again', async () => {
  const urls = await Promise.all(services.map(devOf))
  await rel(home, 'sandbox', 'stop', '--dir', dir)
  for (const url of urls) await expect(fetch(url)).rejects.toThrow()
  status = await start()
  expect(await Promise.all(services.map(devOf))).toEqual(urls)
  for (const service of services)
    await expect.poll(() => answer(service).catch(() => null), { timeout: 10_000 }).toMatchObject({ service })
  expect(await get('widgets/pulls?state=all')).toHaveLength(1)
})
