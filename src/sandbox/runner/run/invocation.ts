import type { Json, JsonObject } from '../json.js'
import type { Permissions } from '../plan/permissions.js'
import type { Tree } from '../plan/tree.js'
import type { Job, Workflow } from '../workflow/workflow.js'
import type { HeldGroups } from './concurrency.js'
import type { Result } from './run-state.js'
import type { Session } from './session.js'

/** A workflow of a run: the one that an event triggered, or one that a job calls. */
export interface WorkflowInvocation {
  readonly session: Session
  readonly tree: Tree
  /** github, inputs, vars, secrets */
  readonly contexts: Readonly<Record<string, Json>> & {
    readonly inputs: JsonObject
    readonly secrets: JsonObject
  }
  /** The maximum permissions of its jobs. */
  readonly permissions: Permissions
  /** The prefixes of the display names and keys of its jobs. */
  readonly prefix: { readonly name: string; readonly key: string }
  readonly held: HeldGroups
  readonly cancelled: AbortSignal
}

export interface Outcome {
  readonly result: Result
  readonly outputs: Readonly<Record<string, string>>
}

/** A job, or one combination of its matrix, ready to run. */
export interface MatrixJob {
  readonly session: Session
  readonly workflow: Workflow
  readonly job: Job
  /** Identifies it among all jobs of the run; the same in every attempt. */
  readonly key: string
  readonly name: string
  /** needs, strategy, matrix, inputs, vars, github, secrets */
  readonly contexts: Readonly<Record<string, Json>>
  readonly permissions: Permissions
  readonly held: HeldGroups
  /** Aborted with the run, or when another job of the matrix fails with fail-fast. */
  readonly cancelled: AbortSignal
  readonly cancel: () => void
}

/** The combined result: failure before cancelled before success; skipped if all were skipped. */
export function combinedResult(results: readonly Result[]): Result {
  if (results.includes('failure')) return 'failure'
  if (results.includes('cancelled')) return 'cancelled'
  return results.length > 0 && results.every((result) => result === 'skipped') ? 'skipped' : 'success'
}
