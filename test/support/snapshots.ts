import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { relWith, type Ended } from './run.js'
import type { Json } from './sandbox.js'
import type { SandboxStatus } from './serve.js'

/** A folder for several sandboxes, with an empty cache of its own. */
export async function openSandboxes() {
  const home = await mkdtemp(join(tmpdir(), 'rel-snapshot-'))
  const cache = join(home, 'cache')
  const relIn = (other: string, ...args: readonly string[]): Promise<Ended> =>
    relWith({ REL_CACHE_DIR: other }, home, 'sandbox', ...args)
  const rel = (...args: readonly string[]): Promise<Ended> => relIn(cache, ...args)
  const kept = (): Promise<string[]> => readdir(join(cache, 'demo'))
  const manifestPath = async (): Promise<string> =>
    join(cache, 'demo', (await kept())[0] ?? '', 'snapshot.json')
  return {
    home,
    cache,
    rel,
    relIn,
    /** Starts a sandbox in a folder with that name. */
    start: async (dir: string, ...args: readonly string[]): Promise<SandboxStatus> => {
      const { status, out, error } = await rel('start', '--detach', '--dir', dir, '--json', ...args)
      if (status !== 0) throw new Error(out + error)
      return JSON.parse(out).result
    },
    status: async (dir: string): Promise<SandboxStatus> =>
      JSON.parse((await rel('status', '--dir', dir, '--json')).out).result,
    /** The names of the snapshots in the cache. */
    kept,
    manifestPath,
    manifest: async (): Promise<Json> => JSON.parse(await readFile(await manifestPath(), 'utf8')),
    close: async (): Promise<void> => {
      for (const name of await readdir(home)) await rel('stop', '--dir', name)
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Reads a path of acme as olga. */
export async function get({ users, apiUrl }: SandboxStatus, path: string): Promise<Json> {
  const { token } = users.find(({ login }) => login === 'olga')!
  return (
    await fetch(`${apiUrl}/repos/acme/${path}`, { headers: { authorization: `Bearer ${token}` } })
  ).json()
}

/** The URL of a service on dev, and its response. */
export async function onDev(sandbox: SandboxStatus, service: string): Promise<Json> {
  const [{ id }] = await get(sandbox, `${service}/deployments?environment=dev`)
  const [{ environment_url: url }] = await get(sandbox, `${service}/deployments/${id}/statuses`)
  return { url, answer: await (await fetch(url)).json() }
}

/** The text and mode of all files in a folder, by path. */
export async function filesIn(
  folder: string,
): Promise<ReadonlyMap<string, { readonly text: string; readonly mode: number }>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = files.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name))
  return new Map(
    await Promise.all(
      paths.map(async (path) => {
        const [text, { mode }] = await Promise.all([readFile(path, 'latin1'), stat(path)])
        return [path, { text, mode }] as const
      }),
    ),
  )
}

/** The texts of all files in a folder. */
export const textsIn = async (folder: string): Promise<string> =>
  [...(await filesIn(folder)).values()].map(({ text }) => text).join('\n')
