import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Where a sandbox keeps what: its state under DIR/.sandbox, the clones beside it. */
export interface Places {
  readonly directory: string
  readonly state: string
  readonly journal: string
  readonly repositories: string
  /** Facts and job folders of workflow runs. */
  readonly runner: string
  /** The archives that workflow runs have uploaded. */
  readonly artifacts: string
  /** Images and deployed services of the demo team. */
  readonly images: string
  /** What the steps of workflows find on their PATH. */
  readonly programs: string
  /** Who serves it, for other processes. */
  readonly server: string
  readonly log: string
  /** The sandbox's own certificate authority. */
  readonly authority: { readonly certificate: string; readonly key: string }
  /** How it was right after the first start. */
  readonly first: string
}

export function placesOf(directory: string): Places {
  const root = resolve(directory)
  const state = join(root, '.sandbox')
  return {
    directory: root,
    state,
    journal: join(state, 'journal.ndjson'),
    repositories: join(state, 'git'),
    runner: join(state, 'runner'),
    artifacts: join(state, 'artifacts'),
    images: join(state, 'images'),
    programs: join(state, 'programs'),
    server: join(state, 'server.json'),
    log: join(state, 'server.log'),
    authority: { certificate: join(state, 'ca.pem'), key: join(state, 'ca-key.pem') },
    first: join(state, 'first'),
  }
}

export interface Running {
  readonly pid: number
  readonly port: number
  readonly url: string
}

/** What server.json says, whether that server still runs or not; null if there is none. */
export function lastServer({ server }: Places): Running | null {
  if (!existsSync(server)) return null
  try {
    return JSON.parse(readFileSync(server, 'utf8')) as Running
  } catch (error) {
    if (error instanceof SyntaxError) return null // killed while it was being written
    throw error
  }
}

/** Is a process of that id running? One that has ended but that nobody has asked after (a zombie) is not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/s.test(
      process.platform === 'linux' ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '',
    )
  } catch {
    return false // there is none, or it is somebody else's and so not ours
  }
}
