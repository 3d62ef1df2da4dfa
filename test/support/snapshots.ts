import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { relWith, type Ended } from './run.js'
import type { Json } from './sandbox.js'
import type { SandboxStatus } from './serve.js'

/** A folder for several sandboxes, with a cache of its own in which no demo has been played. */
export async function openSandboxes() {
  const home = await mkdtemp(join(tmpdir(), 'rel-snapshot-'))
  const cache = join(home, 'cache')
  const relIn = (other: string, ...words: readonly string[]): Promise<Ended> =>
    relWith({ REL_CACHE_DIR: other }, home, 'sandbox', ...words)
  const rel = (...words: readonly string[]): Promise<Ended> => relIn(cache, ...words)
  const kept = (): Promise<string[]> => readdir(join(cache, 'demo'))
  const manifestPath = async (): Promise<string> =>
    join(cache, 'demo', (await kept())[0] ?? '', 'snapshot.json')
  return {
    home,
    cache,
    rel,
    relIn,
    /** Starts a sandbox in a folder of that name. */
    start: async (dir: string, ...words: readonly string[]): Promise<SandboxStatus> => {
      const { status, out, error } = await rel('start', '--detach', '--dir', dir, '--json', ...words)
      if (status !== 0) throw new Error(out + error)
      return JSON.parse(out).result
    },
    status: async (dir: string): Promise<SandboxStatus> =>
      JSON.parse((await rel('status', '--dir', dir, '--json')).out).result,
    /** The names of the played demos that are kept. */
    kept,
    manifestPath,
    manifest: async (): Promise<Json> => JSON.parse(await readFile(await manifestPath(), 'utf8')),
    close: async (): Promise<void> => {
      for (const name of await readdir(home)) await rel('stop', '--dir', name)
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** What olga reads at a path of acme. */
export async function get({ users, apiUrl }: SandboxStatus, path: string): Promise<Json> {
  const { token } = users.find(({ login }) => login === 'olga')!
  return (
    await fetch(`${apiUrl}/repos/acme/${path}`, { headers: { authorization: `Bearer ${token}` } })
  ).json()
}

/** The address of a service on dev, and what it answers. */
export async function onDev(sandbox: SandboxStatus, service: string): Promise<Json> {
  const [{ id }] = await get(sandbox, `${service}/deployments?environment=dev`)
  const [{ environment_url: url }] = await get(sandbox, `${service}/deployments/${id}/statuses`)
  return { url, answer: await (await fetch(url)).json() }
}

/** All texts of the files in a folder. */
export async function textsIn(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = files.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name))
  return (await Promise.all(paths.map((path) => readFile(path, 'latin1')))).join('\n')
}
