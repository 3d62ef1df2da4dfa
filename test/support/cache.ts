import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A sandbox server of the tests, and the folder that is removed with it. */
interface Server {
  readonly pid: number
  readonly home: string
}

/** Creates the cache folder for a test run. Afterwards removes it, and ends the servers that failed tests left behind. */
export default async function openCache(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'rel-test-cache-'))
  process.env['REL_CACHE_DIR'] = folder
  return async () => {
    const text = await readFile(join(folder, 'servers'), 'utf8').catch(() => '')
    await Promise.all(
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => endServer(JSON.parse(line) as Server)),
    )
    await rm(folder, { recursive: true, force: true })
  }
}

export const noteServer = (server: Server): Promise<void> =>
  appendFile(join(process.env['REL_CACHE_DIR'] ?? tmpdir(), 'servers'), `${JSON.stringify(server)}\n`)

async function endServer({ pid, home }: Server): Promise<void> {
  if (!existsSync(home)) return
  // Process ids are reused: end only a process whose command line has the folder.
  if ((await commandOf(pid)).includes(home)) process.kill(pid, 'SIGTERM')
  await rm(home, { recursive: true, force: true })
}

/** The command line of a process; empty if there is none. */
async function commandOf(pid: number): Promise<string> {
  const fromSystem = readFile(`/proc/${pid}/cmdline`, 'utf8')
  const fromPs = async (): Promise<string> =>
    (await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)])).stdout
  return fromSystem.catch(fromPs).catch(() => '')
}
