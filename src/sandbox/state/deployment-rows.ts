/** Rows of deployments and environments. `repository` is always the id of a repository; times are as in rows.ts. */
export type DeploymentState =
  | 'error'
  | 'failure'
  | 'inactive'
  | 'in_progress'
  | 'pending'
  | 'queued'
  | 'success'
  /** Only set by the gate of a job. */
  | 'waiting'

export interface Deployment {
  readonly id: number
  readonly repository: number
  readonly sha: string
  readonly ref: string
  readonly task: string
  readonly payload: unknown
  readonly originalEnvironment: string
  readonly environment: string
  readonly description: string | null
  readonly creator: string
  /** Created by a job, or with its token. */
  readonly viaActions?: boolean | undefined
  readonly createdAt: string
  readonly updatedAt: string
  readonly transient: boolean
  readonly production: boolean
  /** The state of its last status; null before the first. */
  readonly state: DeploymentState | null
}

export interface DeploymentStatus {
  readonly id: number
  readonly repository: number
  readonly deployment: number
  readonly state: DeploymentState
  readonly creator: string
  readonly viaActions?: boolean | undefined
  readonly description: string
  readonly environment: string
  readonly logUrl: string
  readonly environmentUrl: string
  readonly createdAt: string
}

/** A reviewer of an environment, who may approve its jobs. */
export interface Reviewer {
  readonly type: 'User' | 'Team'
  readonly id: number
}

export interface Environment {
  readonly id: number
  readonly repository: number
  readonly name: string
  /** In minutes. */
  readonly waitTimer: number
  readonly preventSelfReview: boolean
  readonly reviewers: readonly Reviewer[]
  /** Null: every branch and tag may deploy. */
  readonly branchPolicy: 'protected' | 'custom' | null
  /** The ids of the protection rules in the API. */
  readonly ruleIds: { readonly timer: number; readonly reviewers: number; readonly branches: number }
  readonly createdAt: string
  readonly updatedAt: string
}

export interface BranchPolicy {
  readonly id: number
  readonly repository: number
  readonly environment: number
  readonly name: string
  readonly type: 'branch' | 'tag'
}

/** A commit status set by an external service. */
export interface CommitStatus {
  readonly id: number
  readonly repository: number
  readonly sha: string
  readonly state: 'error' | 'failure' | 'pending' | 'success'
  readonly context: string
  readonly description: string | null
  readonly targetUrl: string | null
  readonly creator: string
  readonly createdAt: string
}

/** An annotation of a check at lines of a file. */
export interface Annotation {
  readonly level: 'failure' | 'warning' | 'notice'
  readonly message: string
  readonly title: string
  readonly details: string | null
  readonly path: string
  readonly line: number
  readonly endLine: number
  readonly column: number | null
  readonly endColumn: number | null
}

/** A check run that an App created over the API. The jobs of workflows are check runs too: see Job. */
export interface CheckRun {
  readonly id: number
  readonly repository: number
  readonly suite: number
  readonly sha: string
  readonly name: string
  readonly externalId: string | null
  readonly detailsUrl: string | null
  readonly status: 'queued' | 'in_progress' | 'completed'
  readonly conclusion: string | null
  readonly startedAt: string | null
  readonly completedAt: string | null
  readonly output: {
    readonly title: string | null
    readonly summary: string | null
    readonly text: string | null
  }
  /** The annotations given over the API; those of a job are in its log. */
  readonly annotations?: readonly Annotation[]
}
