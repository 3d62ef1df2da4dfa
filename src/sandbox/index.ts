import { sendControlRequest, runningSandbox, startDetached, stopSandbox } from './host/control.js'
import { environmentOf } from './host/environment.js'
import type { HostOptions } from './host/host.js'
import { stopped, type Status } from './host/status.js'
import type { ImportOptions, ImportPlan } from './import/import-repository.js'
import { pathsOf, stateText } from './paths.js'

/**
 * The public interface of the sandbox: commands import no other file of it. Modules that only some commands need are loaded
 * on first use. `dir`: the folder of a sandbox, as the user typed it.
 */
export { isFree, type ControlProblem, type StartProblem } from './host/control.js'
export { foreignTokens, shellLines, statusText } from './host/environment.js'
export { consentQuestion, consentText, importText } from './import/text.js'
export { faultKinds } from './server/faults/kinds.js'
export { faultLine, faultFromFlags } from './server/faults/flags.js'
export type { FaultKind } from './server/faults/fault.js'
export type { Seeded } from './seed/seed.js'
export type { HostOptions, ImportOptions, ImportPlan, Status }

/** Whether a first start has initialized the sandbox. */
export function exists(dir: string): boolean {
  const paths = pathsOf(dir)
  return stateText(paths, paths.initialized) !== null
}

/** The status of the sandbox in the folder; `running` is false if no server runs. */
export async function status(dir: string): Promise<Status> {
  const paths = pathsOf(dir)
  return (await runningSandbox(paths)) ?? stopped(paths)
}

/** The environment variables with which a shell reaches the sandbox as one of its users. */
export const environment = (running: Status, login: string): Readonly<Record<string, string>> =>
  environmentOf(running, pathsOf(running.dir), login)

/** Starts a background process that serves the sandbox; returns when it accepts requests. */
export const start = (dir: string, options: Omit<HostOptions, 'directory'>) =>
  startDetached(pathsOf(dir), options)

/** Serves in this process until Ctrl-C or SIGTERM; returns the problem that kept it from starting, or null. */
export async function serve(options: HostOptions, ready: (status: Status) => Promise<void>) {
  const { serveUntilSignal } = await import('./host/foreground.js')
  return serveUntilSignal(options, ready)
}

/** Stops the server and waits until its process has ended; `ran`: whether one was running. */
export async function stop(dir: string): Promise<{ readonly ran: boolean; readonly status: Status }> {
  const paths = pathsOf(dir)
  return { ran: await stopSandbox(paths), status: stopped(paths) }
}

/** The clones that a reset removes, with the number of uncommitted files of each; null if git status fails. */
export async function clonesWithChanges(
  dir: string,
): Promise<readonly { readonly clone: string; readonly changed: number | null }[]> {
  const { changedFiles, cloneFolders } = await import('./host/reset.js')
  return Promise.all(
    cloneFolders(pathsOf(dir)).map(async (clone) => ({ clone, changed: await changedFiles(clone) })),
  )
}

/** Deletes the state of a stopped sandbox except its port, its certificates and people's tokens: its next start is a first one. */
export async function reset(dir: string, users: Status['users']): Promise<void> {
  const { removeState } = await import('./host/reset.js')
  removeState(pathsOf(dir), users)
}

/** How a new sandbox is initialized. */
export interface SnapshotOptions {
  /** Whether the repositories get the workflow pack. */
  readonly pack: boolean
  /** Play the demo again even if a snapshot exists. */
  readonly fresh: boolean
}

/**
 * The snapshot of the played demo that a new sandbox starts from; plays the demo if there is none, until `stop` is aborted. Null if
 * the sandbox already exists, the pack is not wanted, or the user has no cache folder.
 */
export async function snapshotFor(
  dir: string,
  { pack, fresh }: SnapshotOptions,
  stop: AbortSignal,
  onPlay: () => void,
): Promise<string | null> {
  if (!pack || exists(dir)) return null
  const { cachedSnapshot } = await import('./snapshot/cache.js')
  const kept = fresh ? null : cachedSnapshot()
  if (kept !== null) return kept
  onPlay()
  const { playDemo } = await import('./snapshot/play.js')
  return playDemo(fresh, stop)
}

/** Adds the workflow pack to the demo repositories of a running sandbox, and waits until its runs have ended. */
export async function adopt(running: Status): Promise<void> {
  const { adopt: adoptPack } = await import('./snapshot/adopt.js')
  return adoptPack(running)
}

/** Sends a request to the control API (`/_sandbox/`) of the sandbox that runs in the folder. */
export const controlRequest = (
  dir: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
) => sendControlRequest(pathsOf(dir), method, path, body)

/** Reads the repository and the actions that an import names. Changes nothing, and runs none of their programs. */
export async function planImport(dir: string, options: ImportOptions) {
  const { planImport } = await import('./import/import-repository.js')
  return planImport(pathsOf(dir), options)
}

/** Imports the repositories of a plan into the sandbox, and checks their workflows there. */
export async function importRepository(dir: string, plan: ImportPlan) {
  const { importRepository } = await import('./import/import-repository.js')
  return importRepository(pathsOf(dir), plan)
}
