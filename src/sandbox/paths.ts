import { lstatSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { RelError } from '../errors.js'

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

type Folders = Pick<Paths, 'directory' | 'state'>

/** The text of a file of the state; null if there is none. Only the user of the sandbox can read it, because it contains tokens. */
export function stateText(folders: Folders, path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw code === 'EACCES' && isOfAnotherUser(folders) ? ofAnotherUser(folders) : error
  }
}

/** Whether another user owns the state, or the folder around it if that cannot be entered. */
function isOfAnotherUser({ directory, state }: Folders): boolean {
  for (const folder of [state, directory])
    try {
      return !isThisUser(lstatSync(folder).uid)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error
    }
  return false
}

/** Whether the owner of a file is the user of this process; always where files have no such owner. */
export const isThisUser = (owner: number): boolean =>
  process.getuid === undefined || owner === process.getuid()

export const ofAnotherUser = ({ directory }: Pick<Paths, 'directory'>): RelError =>
  new RelError('permission', `The sandbox in ${directory} belongs to another user.`, {
    hint: 'Choose another folder with --dir.',
  })

/** The content of server.json, whether or not that server still runs; null if there is none. */
export function lastServer(paths: Paths): ServerRecord | null {
  const text = stateText(paths, paths.server)
  try {
    return text === null ? null : (JSON.parse(text) as ServerRecord)
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
