import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The paths of a sandbox: its state is under DIR/.sandbox, the clones are beside it. */
export interface Paths {
  readonly directory: string
  readonly state: string
  readonly journal: string
  readonly repositories: string
  /** State and job folders of workflow runs. */
  readonly runner: string
  /** The file with the runner's id, which marks the processes of its steps. */
  readonly runnerId: string
  /** The artifacts that workflow runs have uploaded. */
  readonly artifacts: string
  /** Images and deployed services of the demo team. */
  readonly images: string
  /** Programs that are on the PATH of workflow steps. */
  readonly programs: string
  /** The process id and address of the server, for other processes. */
  readonly server: string
  readonly log: string
  /** The sandbox's own certificate authority. */
  readonly authority: { readonly certificate: string; readonly key: string }
  /** A marker file: exists once the first start has initialized the sandbox. */
  readonly initialized: string
  /** People's tokens, kept from a reset until the next start. */
  readonly tokens: string
  /** The key of the control API. */
  readonly key: string
}

export function pathsOf(directory: string): Paths {
  const root = resolve(directory)
  return { directory: root, ...statePaths(join(root, '.sandbox')) }
}

export type StatePaths = Omit<Paths, 'directory'>

/** The paths in the state folder of a sandbox. */
export function statePaths(state: string): StatePaths {
  return {
    state,
    journal: join(state, 'journal.ndjson'),
    repositories: join(state, 'git'),
    runner: join(state, 'runner'),
    runnerId: join(state, 'runner', 'id'),
    artifacts: join(state, 'artifacts'),
    images: join(state, 'images'),
    programs: join(state, 'programs'),
    server: join(state, 'server.json'),
    log: join(state, 'server.log'),
    authority: { certificate: join(state, 'ca.pem'), key: join(state, 'ca-key.pem') },
    initialized: join(state, 'first'),
    tokens: join(state, 'tokens.json'),
    key: join(state, 'key'),
  }
}

/** The manifest of a snapshot. */
export const manifestIn = (snapshot: string): string => join(snapshot, 'snapshot.json')

/** The clone of a repository, beside the state. */
export const cloneOf = (
  { directory }: Pick<Paths, 'directory'>,
  { name }: { readonly name: string },
): string => join(directory, name)

export interface ServerRecord {
  readonly pid: number
  readonly port: number
  readonly url: string
}

/** The content of server.json, whether or not that server still runs; null if there is none. */
export function lastServer({ server }: Paths): ServerRecord | null {
  if (!existsSync(server)) return null
  try {
    return JSON.parse(readFileSync(server, 'utf8')) as ServerRecord
  } catch (error) {
    if (error instanceof SyntaxError) return null // the server was killed while writing it
    throw error
  }
}

/** Whether a process with that id runs. A zombie, which has ended but was not reaped, does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/s.test(
      process.platform === 'linux' ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '',
    )
  } catch {
    return false // there is none, or it belongs to another user and is not a sandbox of ours
  }
}
