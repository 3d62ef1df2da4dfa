import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Where a sandbox keeps what: its state under DIR/.sandbox, the clones beside it. */
export interface Paths {
  readonly directory: string
  readonly state: string
  readonly journal: string
  readonly repositories: string
  /** Facts and job folders of workflow runs. */
  readonly runner: string
  /** By which the processes of its steps are known. */
  readonly runnerId: string
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
  /** Is there once the first start has filled the sandbox. */
  readonly first: string
  /** People's tokens, from a reset until the next start. */
  readonly tokens: string
}

export function pathsOf(directory: string): Paths {
  const root = resolve(directory)
  return { directory: root, ...statePaths(join(root, '.sandbox')) }
}

export type StatePaths = Omit<Paths, 'directory'>

/** What is in the folder of a sandbox's state. */
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
    first: join(state, 'first'),
    tokens: join(state, 'tokens.json'),
  }
}

/** Where a played demo says how it was played. */
export const manifestIn = (snapshot: string): string => join(snapshot, 'snapshot.json')

/** The clone of a repository, beside the state. */
export const cloneOf = (
  { directory }: Pick<Paths, 'directory'>,
  { name }: { readonly name: string },
): string => join(directory, name)

export interface Running {
  readonly pid: number
  readonly port: number
  readonly url: string
}

/** What server.json says, whether that server still runs or not; null if there is none. */
export function lastServer({ server }: Paths): Running | null {
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
