/**
 * The state of the embedded GitHub as plain JSON rows; refs, commits and files are in git.
 * Times are ISO 8601 UTC in whole seconds, as in GitHub's API. `repository` is always the id of a repository.
 */
export type Role = 'read' | 'triage' | 'write' | 'maintain' | 'admin'

export interface User {
  readonly id: number
  readonly login: string
  readonly type: 'User' | 'Organization' | 'Bot'
  readonly name: string | null
  readonly createdAt: string
}

/** An access token. `permissions` null: a classic token with all permissions of its user. Workflow tokens act as github-actions[bot]. */
export interface Token {
  readonly id: number
  readonly secret: string
  readonly login: string
  readonly kind: 'classic' | 'fine-grained' | 'workflow'
  readonly permissions: Readonly<Record<string, 'read' | 'write'>> | null
  /** The only repository of the token; null: all repositories of its user. */
  readonly repository: number | null
  /** The job that the token was created for; it is removed when the job ends. */
  readonly job?: number
}

export interface Repository {
  readonly id: number
  readonly owner: string
  readonly name: string
  readonly description: string | null
  readonly private: boolean
  readonly archived: boolean
  readonly defaultBranch: string
  readonly forkOf: number | null
  /** The folder on this machine that it was imported from. */
  readonly importedFrom: string | null
  readonly createdAt: string
  readonly updatedAt: string
  readonly pushedAt: string
  /** The last number of an issue or pull request. */
  readonly lastNumber: number
  readonly allowMergeCommit: boolean
  readonly allowSquashMerge: boolean
  readonly allowRebaseMerge: boolean
  readonly deleteBranchOnMerge: boolean
  /** Whether the token of a workflow may create and approve pull requests. */
  readonly actionsMayCreatePullRequests: boolean
  readonly actionsDefaultPermissions: 'read' | 'write'
  /** Days that new runs and artifacts are kept; undefined: the default. */
  readonly retentionDays?: number | undefined
  /** True if its plan has no draft pull requests, as for a private repository of a free organization. */
  readonly withoutDrafts?: boolean
}

export interface Collaborator {
  readonly repository: number
  readonly login: string
  readonly role: Role
}

export interface Label {
  readonly id: number
  readonly repository: number
  readonly name: string
  readonly color: string
  readonly description: string | null
}

/** An issue, or (with `pull`) a pull request: both share numbers, labels and comments. */
export interface Issue {
  readonly id: number
  readonly repository: number
  readonly number: number
  readonly title: string
  readonly body: string | null
  readonly author: string
  readonly state: 'open' | 'closed'
  readonly stateReason: string | null
  readonly labels: readonly number[]
  readonly assignees: readonly string[]
  readonly createdAt: string
  readonly updatedAt: string
  readonly closedAt: string | null
  readonly closedBy: string | null
  readonly pull: Pull | null
}

export interface Pull {
  readonly id: number
  readonly draft: boolean
  /** The repository of the head branch: this one or a fork. */
  readonly headRepository: number
  readonly head: string
  readonly headSha: string
  readonly base: string
  readonly baseSha: string
  /** The result of the test merge of a head into a base; null if there was none. */
  readonly mergeable: { readonly head: string; readonly base: string; readonly clean: boolean } | null
  readonly mergedAt: string | null
  readonly mergedBy: string | null
  readonly mergeCommitSha: string | null
  readonly requestedReviewers: readonly string[]
  readonly maintainerCanModify: boolean
}

export interface Comment {
  readonly id: number
  readonly repository: number
  readonly number: number
  readonly author: string
  readonly body: string
  readonly createdAt: string
  readonly updatedAt: string
}

/** An entry of the timeline of an issue or pull request. */
export interface TimelineEvent {
  readonly id: number
  readonly repository: number
  readonly number: number
  readonly kind:
    | 'labeled'
    | 'unlabeled'
    | 'closed'
    | 'reopened'
    | 'merged'
    | 'renamed'
    | 'head_ref_force_pushed'
    | 'head_ref_deleted'
    | 'ready_for_review'
    | 'convert_to_draft'
  readonly actor: string
  readonly createdAt: string
  /** The fields of the kind under their REST names: the label's name and colour, the commit, the old and new title. */
  readonly detail: Readonly<Record<string, unknown>>
}

/** An event with the name, action and payload of a webhook; the runner handles events in the order of their ids. */
export interface HookEvent {
  readonly id: number
  readonly repository: number
  readonly name: string
  readonly action: string | null
  readonly actor: string
  /** True if a workflow token caused it; then it starts no runs, except for dispatches. */
  readonly byWorkflow: boolean
  readonly at: string
  readonly payload: Readonly<Record<string, unknown>>
}

/** A branch or tag as of its last recorded event; git may be ahead after a crash. */
export interface KnownRef {
  readonly repository: number
  readonly name: string
  readonly sha: string
}

/** The actor of an ongoing ref update. A row that exists at the start is of an interrupted update. */
export interface RefWriter {
  readonly repository: number
  readonly login: string
  readonly token: string
}

export type { Protection } from './protection-rows.js'
