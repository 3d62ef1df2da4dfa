import type { Json, JsonObject } from '../json.js'
import type { Permissions } from '../plan/permissions.js'
import type { Tree } from '../plan/tree.js'
import type { Job, Workflow } from '../workflow/workflow.js'
import type { Held } from './concurrency.js'
import type { Result } from './memory.js'
import type { Session } from './session.js'

/** One workflow of a run: the file that an event started, or one that a job calls. */
export interface Part {
  readonly session: Session
  readonly tree: Tree
  /** github, inputs, vars, secrets */
  readonly contexts: Readonly<Record<string, Json>> & {
    readonly inputs: JsonObject
    readonly secrets: JsonObject
  }
  /** What its jobs may have at most. */
  readonly permissions: Permissions
  /** Of the names of its jobs as people see them, and of their keys. */
  readonly prefix: { readonly name: string; readonly key: string }
  readonly held: Held
  readonly cancelled: AbortSignal
}

export interface Outcome {
  readonly result: Result
  readonly outputs: Readonly<Record<string, string>>
}

/** One job, or one job of its matrix, ready to run. */
export interface MatrixJob {
  readonly session: Session
  readonly workflow: Workflow
  readonly job: Job
  /** Names it among all jobs of the run, in every attempt. */
  readonly key: string
  readonly name: string
  /** needs, strategy, matrix, inputs, vars, github, secrets */
  readonly contexts: Readonly<Record<string, Json>>
  readonly permissions: Permissions
  readonly held: Held
  /** Aborted with the run, or when another job of the matrix fails fast. */
  readonly cancelled: AbortSignal
  readonly cancel: () => void
}

/** One failure is a failure of all; what was only skipped was skipped. */
export function sumOf(results: readonly Result[]): Result {
  if (results.includes('failure')) return 'failure'
  if (results.includes('cancelled')) return 'cancelled'
  return results.length > 0 && results.every((result) => result === 'skipped') ? 'skipped' : 'success'
}
