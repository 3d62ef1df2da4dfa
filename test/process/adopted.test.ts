import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { rel } from '../support/run.js'
import type { Json } from '../support/sandbox.js'

test('with --pack both services run main on dev when start returns, and nothing runs when stop has', async () => {
  const home = await mkdtemp(join(tmpdir(), 'rel-adopted-'))
  const dir = join(home, 'sandbox')
  onTestFinished(async () => {
    await rel(home, 'sandbox', 'stop', '--dir', dir)
    await rm(home, { recursive: true, force: true })
  })
  const started = await rel(home, 'sandbox', 'start', '--dir', dir, '--detach', '--pack', '--json')
  const { apiUrl, users } = JSON.parse(started.out).result
  const { token } = users.find((user: { login: string }) => user.login === 'dev')
  const get = async (path: string): Promise<Json> =>
    (await fetch(`${apiUrl}/repos/acme/${path}`, { headers: { authorization: `Bearer ${token}` } })).json()
  const urls: string[] = []
  for (const service of ['widgets', 'gadgets']) {
    const [deployment] = await get(`${service}/deployments?environment=dev`)
    const [status] = await get(`${service}/deployments/${deployment.id}/statuses`)
    urls.push(status.environment_url)
    expect(await (await fetch(status.environment_url)).json()).toEqual({
      service,
      version: 'none',
      commit: (await get(`${service}/branches/main`)).commit.sha,
      environment: 'dev',
    })
  }
  await rel(home, 'sandbox', 'stop', '--dir', dir)
  for (const url of urls) await expect(fetch(url)).rejects.toThrow()
}, 120_000)
