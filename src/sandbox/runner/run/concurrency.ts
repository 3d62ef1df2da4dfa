import type { Scope } from '../expressions/evaluate.js'
import { isObject, textOf } from '../json.js'
import { problemAt } from '../problem.js'
import { queueConflict } from '../workflow/known-keys.js'
import { valueOf, type Node } from '../workflow/yaml.js'
import { abortOf, throwIfStopped, type Session } from './session.js'

/** The concurrency groups that the callers of a job hold; a job that requests one of them would deadlock. */
export type HeldGroups = readonly string[]

export interface GroupLease {
  readonly held: HeldGroups
  readonly release: () => void
}

/** A run or job that requests a concurrency group. */
export interface GroupRequester {
  readonly held: HeldGroups
  /** Cancels it in favour of a newer request. */
  readonly cancel: (reason: string) => void
  readonly cancelled: AbortSignal
}

/** Acquires the concurrency group of a node, if it has one; null if cancelled while waiting. */
export async function acquireGroup(
  session: Session,
  node: Node | undefined,
  scope: Scope,
  { held, cancel, cancelled }: GroupRequester,
): Promise<GroupLease | null> {
  if (!node) return { held, release: () => undefined }
  const value = valueOf(node, scope)
  const settings = isObject(value) ? value : { group: value }
  const group = textOf(settings['group'] ?? null)
  const name = group.toLowerCase()
  if (name === '') return { held, release: () => undefined }
  if (held.includes(name)) throw problemAt(node.at, deadlock(group))
  if (settings['queue'] === 'max' && settings['cancel-in-progress'] === true)
    throw problemAt(node.at, queueConflict)
  const request = {
    cancelInProgress: settings['cancel-in-progress'] === true,
    queue: settings['queue'] === 'max' ? ('max' as const) : ('single' as const),
    cancel,
  }
  const { acquired, waits, release } = session.locks.acquire(`${session.repository.id}/${name}`, request)
  if (waits)
    await session.activity
      .waiting('pending', () =>
        Promise.race([acquired, abortOf(AbortSignal.any([cancelled, session.stopped]))]),
      )
      .catch(andRelease(release)) // the run may have been deleted
  if (cancelled.aborted || session.stopped.aborted) release()
  throwIfStopped(session)
  return cancelled.aborted ? null : { held: [...held, name], release }
}

/** Handles an error of the holder of a group, or of one that waits for it: frees the group. */
export const andRelease =
  (free: () => void) =>
  (error: unknown): never => {
    free()
    throw error
  }

export const deadlock = (group: string): string =>
  `Canceling since a deadlock was detected for concurrency group: '${group}' between a top level workflow and a job or a workflow that it calls.`
