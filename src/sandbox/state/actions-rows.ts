/** Rows of Actions: what the runner reports, and what people set up for it. `repository` is always the id of a repository. */

/** A workflow file that was seen on the default branch, or that ran. */
export interface Workflow {
  readonly id: number
  readonly repository: number
  readonly path: string
  readonly name: string
  /** The blob that the name was read from; null when the file is gone. */
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
  /** A branch's or a tag's short name. */
  readonly headBranch: string | null
  readonly headSha: string
  readonly headRepository: number
  /** The full ref that it runs on, such as refs/pull/7/merge. */
  readonly ref: string
  readonly headCommit: HeadCommit | null
  readonly pullRequests: readonly number[]
  readonly actor: string
  readonly triggeringActor: string
  readonly suite: number
  readonly inputs: Readonly<Record<string, string>>
  /** Jobs of earlier attempts that this attempt does not repeat. */
  readonly keptJobs: readonly number[]
  readonly cancelledBy: string | null
  /** The event that started it, if the runner did. */
  readonly cause?: number | undefined
  /** Why it could not start, or what in it is a stand-in: of the sandbox alone, no API of GitHub shows it. */
  readonly findings?: readonly string[] | undefined
  /** The jobs of its files, also those that have no row yet; of the sandbox alone. */
  readonly graph?: readonly RunNode[] | undefined
  readonly createdAt: string
  readonly startedAt: string
  readonly updatedAt: string
}

/** A job of a workflow file, or of one that it calls: `caller/job`. */
export interface RunNode {
  readonly key: string
  readonly name: string
  /** Keys of the jobs that it waits for. */
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

export interface Job {
  readonly id: number
  readonly repository: number
  readonly run: number
  readonly attempt: number
  readonly name: string
  /** Its place in the graph of its run, shared by the legs of a matrix; undefined if nobody said. */
  readonly node?: string | undefined
  readonly sha: string
  readonly status: RunStatus
  readonly conclusion: Conclusion | null
  readonly labels: readonly string[]
  /** What its steps wrote to GITHUB_STEP_SUMMARY: Markdown. Shown on the page of the run; no API has it. */
  readonly summary?: string
  readonly runnerName: string | null
  readonly steps: readonly Step[]
  readonly createdAt: string
  readonly startedAt: string
  readonly completedAt: string | null
}

/** A piece of a job's log; `step` null: what is not of a step. */
export interface LogChunk {
  readonly id: number
  readonly job: number
  readonly step: number | null
  readonly text: string
}

/** A job at the door of an environment. */
export interface Gate {
  readonly id: number
  readonly repository: number
  readonly run: number
  readonly attempt: number
  readonly job: number
  readonly environment: number
  /** The deployment that the job makes; null if it is to make none. */
  readonly deployment: number | null
  /** `reviewed`: a reviewer has let it in, or none had to. */
  readonly reviewed: boolean
  /** When its wait timer is over. */
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

/** Where a secret or a variable lives: a repository, or one of its environments. */
export interface Scope {
  readonly repository: number
  readonly environment: number | null
}

/** The key pair that secrets of a scope are sealed with; both halves base64. */
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
