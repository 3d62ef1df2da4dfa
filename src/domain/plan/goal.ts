import type { Run, JobFact } from '../model/run.js'

/** What starts a run, by natural keys, or by ids if the run was read already. */
export type Trigger = LabelTrigger | StartTrigger

/** A label that is added to a pull request, or removed. */
export interface LabelTrigger {
  readonly kind: 'label'
  readonly label: string
  readonly pullRequest: number
}

export type StartTrigger = ReleaseTrigger | DispatchTrigger | RunTrigger

/** The publication of a release. */
export interface ReleaseTrigger {
  readonly kind: 'release'
  readonly tag: string
}

/** A workflow dispatch. `title`: the name of the run; `since`: the server's time before the dispatch. */
export interface DispatchTrigger {
  readonly kind: 'dispatch'
  readonly workflow: string
  readonly title: string
  readonly since: string
  /** The id of the newest run before the dispatch: times have whole seconds only, and ids grow. */
  readonly after?: number
}

/** A run that was started already. `node`: its GraphQL id. */
export interface RunTrigger {
  readonly kind: 'run'
  readonly run: number
  readonly node: string
}

/** A deployment that the steps start and GitHub finishes. `commit` null: the environment should run nothing. */
export interface Goal {
  readonly repository: string
  readonly environment: string
  readonly commit: string | null
  readonly trigger: Trigger
  /** The version of a release, which never replaces a newer one. A rollback has none. */
  readonly version?: string
  /** The gate after the run, with `gates: dispatch`: the run itself does not wait there. */
  readonly dispatched?: Dispatched
  /** Keep watching at a gate: it was approved, or will be. */
  readonly through?: boolean
  /** The run rejects this version, and so ends as failed. */
  readonly rejecting?: string
}

/** A gate after the end of a run: the version, who may approve it, and every gate up to it. */
export interface Dispatched {
  readonly version: string
  readonly approvers: readonly string[]
  readonly gates: readonly string[]
  readonly defaultBranch: string
}

/** The progress of one goal, in one sentence. `url`: the address of the environment. */
export interface Progress {
  readonly goal: Goal
  readonly state: 'waiting' | 'gated' | 'reached' | 'failed'
  readonly sentence: string
  readonly hint: string | null
  /** How to retry a run that failed, as a sentence; '' if that takes a new commit or label. */
  readonly again: string
  readonly url: string | null
  readonly run: Run | null
  readonly jobs: readonly JobFact[]
  /** Rejected by a person or refused by a rule, which is not a failure. */
  readonly answer: 'rejected' | 'refused' | null
  /** Who may approve the gate at which it waits. */
  readonly approvers: readonly string[]
}
