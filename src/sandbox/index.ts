import { existsSync } from 'node:fs'
import { askSandbox, runningSandbox, startDetached, stopSandbox } from './host/control.js'
import { environmentOf } from './host/environment.js'
import type { HostOptions } from './host/host.js'
import { stopped, type Status } from './host/status.js'
import type { ImportOrder } from './import/bring.js'
import { pathsOf } from './paths.js'

/**
 * The door of the sandbox: commands import nothing else of it. What only some of them need is loaded when it is called.
 * `dir`: the folder of a sandbox, as it was typed.
 */
export { isFree, type StartProblem } from './host/control.js'
export { foreignTokens, shellLines, statusText } from './host/environment.js'
export { importText } from './import/text.js'
export { faultKinds } from './server/faults/kinds.js'
export { faultLine, faultOf } from './server/faults/words.js'
export type { FaultKind } from './server/faults/fault.js'
export type { Seeded } from './seed/seed.js'
export type { HostOptions, ImportOrder, Status }

/** Has a first start filled the sandbox? */
export const exists = (dir: string): boolean => existsSync(pathsOf(dir).first)

/** What runs in the folder; `running` is false where nothing does. */
export async function status(dir: string): Promise<Status> {
  const paths = pathsOf(dir)
  return (await runningSandbox(paths)) ?? stopped(paths)
}

/** What a shell needs to reach the sandbox as one of its users. */
export const environment = (running: Status, login: string): Readonly<Record<string, string>> =>
  environmentOf(running, pathsOf(running.dir), login)

/** Leaves a process behind that serves the sandbox; returns when it answers. */
export const start = (dir: string, options: Omit<HostOptions, 'directory'>) =>
  startDetached(pathsOf(dir), options)

/** Serves in this process until Ctrl-C or SIGTERM; returns what kept it from starting, or null. */
export async function serve(options: HostOptions, ready: (status: Status) => Promise<void>) {
  const { serveUntilSignal } = await import('./host/foreground.js')
  return serveUntilSignal(options, ready)
}

/** Ends the server and waits until it is gone; says whether one ran. */
export async function stop(dir: string): Promise<{ readonly ran: boolean; readonly status: Status }> {
  const paths = pathsOf(dir)
  return { ran: await stopSandbox(paths), status: stopped(paths) }
}

/** The clones that a reset removes, and how many files of each are not committed; null: git cannot say. */
export async function clonesWithChanges(
  dir: string,
): Promise<readonly { readonly clone: string; readonly changed: number | null }[]> {
  const { changedFiles, cloneFolders } = await import('./host/reset.js')
  return Promise.all(
    cloneFolders(pathsOf(dir)).map(async (clone) => ({ clone, changed: await changedFiles(clone) })),
  )
}

/** Forgets everything of a stopped sandbox but its port, its certificates and people's tokens: its next start is a first one. */
export async function reset(dir: string, users: Status['users']): Promise<void> {
  const { forgetAll } = await import('./host/reset.js')
  forgetAll(pathsOf(dir), users)
}

/** How a new sandbox begins. */
export interface Beginning {
  /** Repositories with the workflow pack. */
  readonly pack: boolean
  /** Play the demo, though it has been played. */
  readonly fresh: boolean
}

/**
 * The played demo that a new sandbox begins with; plays it where it has not been played, unless it is told to stop. Null: the sandbox
 * is there already, wants no pack, or there is no place to keep a played demo.
 */
export async function snapshotFor(
  dir: string,
  { pack, fresh }: Beginning,
  stop: AbortSignal,
  onPlay: () => void,
): Promise<string | null> {
  if (!pack || exists(dir)) return null
  const { keptDemo } = await import('./snapshot/kept.js')
  const kept = fresh ? null : keptDemo()
  if (kept !== null) return kept
  onPlay()
  const { playDemo } = await import('./snapshot/play.js')
  return playDemo(fresh, stop)
}

/** Brings the workflow pack to the demo repositories of a running sandbox, and waits until its runs have ended. */
export async function adopt(running: Status): Promise<void> {
  const { adopt: adoptPack } = await import('./snapshot/adopt.js')
  return adoptPack(running)
}

/** Turns one of the switches under /_sandbox of the sandbox that runs in the folder. */
export const control = (dir: string, method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) =>
  askSandbox(pathsOf(dir), method, path, body)

/** Brings a repository and the actions that it uses into the sandbox, and looks at its workflows there. */
export async function importRepository(dir: string, order: ImportOrder) {
  const { bring } = await import('./import/bring.js')
  return bring(pathsOf(dir), order)
}
