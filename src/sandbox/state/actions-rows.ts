/** Rows of Actions: runs, and secrets and variables. `repository` is always the id of a repository. */

import type { CheckRun } from './deployment-rows.js'

/** A workflow file on the default branch, or one with runs. */
export interface Workflow {
  readonly id: number
  readonly repository: number
  readonly path: string
  readonly name: string
  /** The blob that the name was read from; null if the file was removed. */
  readonly blob: string | null
  readonly lastRun: number
  readonly createdAt: string
  readonly updatedAt: string
}

export type RunStatus = 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending'
export type Conclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'startup_failure'
  | 'stale'

export interface Run {
  readonly id: number
  readonly repository: number
  readonly workflow: number
  readonly name: string
  readonly displayTitle: string
  readonly path: string
  readonly runNumber: number
  readonly attempt: number
  readonly event: string
  readonly status: RunStatus
  readonly conclusion: Conclusion | null
  /** The short name of a branch or tag. */
  readonly headBranch: string | null
  readonly headSha: string
  readonly headRepository: number
  /** The full ref of the run, such as refs/pull/7/merge. */
  readonly ref: string
  readonly headCommit: HeadCommit | null
  readonly pullRequests: readonly number[]
  readonly actor: string
  readonly triggeringActor: string
  readonly suite: number
  readonly inputs: Readonly<Record<string, string>>
  /** Jobs of earlier attempts that this attempt does not repeat. */
  readonly keptJobs: readonly number[]
  /** The run as each earlier attempt left it. */
  readonly earlierAttempts?: readonly EarlierAttempt[] | undefined
  readonly cancelledBy: string | null
  readonly logsDeleted?: boolean | undefined
  /** Days that it is kept; undefined: the default. */
  readonly retentionDays?: number | undefined
  /** The id of the event that started the run, if the runner started it. */
  readonly cause?: number | undefined
  /** Why the run could not start, or which of its actions are stand-ins. Only in the sandbox, not in GitHub's API. */
  readonly findings?: readonly string[] | undefined
  /** The workflows that its workflow calls, also indirectly. */
  readonly references?: readonly WorkflowReference[] | undefined
  /** The jobs of its workflow files, also those without a row yet. Only in the sandbox, not in GitHub's API. */
  readonly graph?: readonly RunNode[] | undefined
  readonly createdAt: string
  readonly startedAt: string
  readonly updatedAt: string
}

export interface WorkflowReference {
  /** owner/name/path@ref */
  readonly path: string
  readonly sha: string
  /** The full name of a branch or tag; undefined for a commit. */
  readonly ref?: string | undefined
  /** Called by a local path. */
  readonly local: boolean
}

export type EarlierAttempt = Pick<
  Run,
  'attempt' | 'status' | 'conclusion' | 'keptJobs' | 'triggeringActor' | 'startedAt' | 'updatedAt'
>

/** A job of a workflow file, or of a called workflow (key `caller/job`). */
export interface RunNode {
  readonly key: string
  readonly name: string
  /** Keys of the jobs that this job needs. */
  readonly needs: readonly string[]
}

export interface HeadCommit {
  readonly id: string
  readonly tree_id: string
  readonly message: string
  readonly timestamp: string
  readonly author: { readonly name: string; readonly email: string }
  readonly committer: { readonly name: string; readonly email: string }
}

export interface Step {
  readonly name: string
  readonly number: number
  readonly status: 'queued' | 'in_progress' | 'completed'
  readonly conclusion: string | null
  readonly started_at: string | null
  readonly completed_at: string | null
}

/** What the Checks API changed of the check run of a job. */
export type CheckChanges = Partial<
  Pick<CheckRun, 'name' | 'externalId' | 'detailsUrl' | 'output' | 'annotations'>
>

export interface Job {
  readonly id: number
  readonly repository: number
  readonly run: number
  readonly attempt: number
  readonly name: string
  /** The key of its node in the run's graph, shared by the jobs of a matrix; undefined if it was not reported. */
  readonly node?: string | undefined
  readonly check?: CheckChanges | undefined
  readonly sha: string
  readonly status: RunStatus
  readonly conclusion: Conclusion | null
  readonly labels: readonly string[]
  /** The Markdown that its steps wrote to GITHUB_STEP_SUMMARY. Shown on the page of the run, not in the API. */
  readonly summary?: string
  readonly runnerName: string | null
  readonly steps: readonly Step[]
  readonly createdAt: string
  readonly startedAt: string
  readonly completedAt: string | null
}

/** A part of a job's log; `step` null: output outside of steps. */
export interface LogChunk {
  readonly id: number
  readonly job: number
  readonly step: number | null
  readonly text: string
}

/** A job that needs an environment's approval or wait timer. */
export interface Gate {
  readonly id: number
  readonly repository: number
  readonly run: number
  readonly attempt: number
  readonly job: number
  readonly environment: number
  /** The deployment of the job; null if the job creates none. */
  readonly deployment: number | null
  /** True if a reviewer has approved the job, or the environment has no reviewers. */
  readonly reviewed: boolean
  /** The end of its wait timer. */
  readonly readyAt: string
  readonly waitTimer: number
  readonly state: 'waiting' | 'open' | 'rejected'
  readonly createdAt: string
}

export interface GateReview {
  readonly id: number
  readonly repository: number
  readonly run: number
  readonly environments: readonly number[]
  readonly state: 'approved' | 'rejected'
  readonly user: string
  readonly comment: string
}

/** The scope of a secret or variable: a repository, or one of its environments. */
export interface Scope {
  readonly repository: number
  readonly environment: number | null
}

/** The key pair that secrets of a scope are encrypted with; both keys in base64. */
export interface BoxKey extends Scope {
  readonly id: string
  readonly publicKey: string
  readonly secretKey: string
}

export interface Secret extends Scope {
  readonly name: string
  readonly value: string
  readonly createdAt: string
  readonly updatedAt: string
}

export interface Variable extends Scope {
  readonly name: string
  readonly value: string
  readonly createdAt: string
  readonly updatedAt: string
}

export const scopeKey = ({ repository, environment }: Scope): string => `${repository}/${environment ?? ''}`
