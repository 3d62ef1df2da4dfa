import type { Run, JobFact } from '../model/run.js'

/** What starts a run, by natural keys; a run that was read already goes by its ids. */
export type Trigger = LabelTrigger | StartTrigger

/** A label that comes to a pull request, or goes. */
export interface LabelTrigger {
  readonly kind: 'label'
  readonly label: string
  readonly pullRequest: number
}

export type StartTrigger = ReleaseTrigger | DispatchTrigger | RunTrigger

/** A release that is published. */
export interface ReleaseTrigger {
  readonly kind: 'release'
  readonly tag: string
}

/** A workflow that is dispatched. `title`: as it names its run; `since`: the server's time before it was. */
export interface DispatchTrigger {
  readonly kind: 'dispatch'
  readonly workflow: string
  readonly title: string
  readonly since: string
  /** The newest run that was there before: times tell seconds only, and ids grow. */
  readonly after?: number
}

/** A run that goes on already; `node`: its id in GraphQL. */
export interface RunTrigger {
  readonly kind: 'run'
  readonly run: number
  readonly node: string
}

/** What the steps set in motion and GitHub finishes by itself; `commit` null: the environment should run nothing. */
export interface Goal {
  readonly repository: string
  readonly environment: string
  readonly commit: string | null
  readonly trigger: Trigger
  /** What a release brings: not over anything newer. A rollback has none. */
  readonly version?: string
  /** What follows the run, where that does not wait itself (`gates: dispatch`). */
  readonly dispatched?: Dispatched
  /** A gate on the way is not the end: somebody has opened it, or will. */
  readonly through?: boolean
  /** The run turns this version away there: it ends as failed. */
  readonly rejecting?: string
}

/** A gate that stands behind the end of a run: who may open it, for which version, and every gate up to it. */
export interface Dispatched {
  readonly version: string
  readonly approvers: readonly string[]
  readonly gates: readonly string[]
  readonly defaultBranch: string
}

/** How far one goal has come, in one sentence; `url`: where the environment answers. */
export interface Progress {
  readonly goal: Goal
  readonly state: 'waiting' | 'gated' | 'reached' | 'failed'
  readonly sentence: string
  readonly hint: string | null
  /** What goes on with a run that failed, as a sentence; '' where that is a person's new commit or label. */
  readonly again: string
  readonly url: string | null
  readonly run: Run | null
  readonly jobs: readonly JobFact[]
  /** Somebody turned it away, or a rule will: not a failure, but an answer. */
  readonly answer: 'rejected' | 'refused' | null
  /** Who may open the gate it waits at. */
  readonly approvers: readonly string[]
}
