/**
 * What the embedded GitHub remembers, as plain JSON rows. Git remembers the rest (refs, commits, files).
 * Times are ISO 8601 UTC in whole seconds, as GitHub gives them. `repository` is always the id of a repository.
 */
export type Role = 'read' | 'triage' | 'write' | 'maintain' | 'admin'

export interface User {
  readonly id: number
  readonly login: string
  readonly type: 'User' | 'Organization' | 'Bot'
  readonly name: string | null
  readonly createdAt: string
}

/** `permissions` null: a classic token, which may do what its user may. A workflow token acts as github-actions[bot]. */
export interface Token {
  readonly id: number
  readonly secret: string
  readonly login: string
  readonly kind: 'classic' | 'fine-grained' | 'workflow'
  readonly permissions: Readonly<Record<string, 'read' | 'write'>> | null
  /** The only repository the token reaches; null: all that its user reaches. */
  readonly repository: number | null
  /** The job that it was made for; it ends with it. */
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
  readonly createdAt: string
  readonly updatedAt: string
  readonly pushedAt: string
  /** The highest number given to an issue or pull request so far. */
  readonly lastNumber: number
  readonly allowMergeCommit: boolean
  readonly allowSquashMerge: boolean
  readonly allowRebaseMerge: boolean
  readonly deleteBranchOnMerge: boolean
  /** Settings of Actions: may its token create and approve pull requests, and what it may do by default. */
  readonly actionsMayCreatePullRequests: boolean
  readonly actionsDefaultPermissions: 'read' | 'write'
  /** Its plan has no draft pull requests, as a private one of a free organization. */
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

/** An issue, or (with `pull`) a pull request: GitHub numbers, labels and comments them alike. */
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
  /** Where the head branch lives: this repository or a fork of it. */
  readonly headRepository: number
  readonly head: string
  readonly headSha: string
  readonly base: string
  readonly baseSha: string
  /** Is not known (null) until GitHub has tried the merge of this head into this base. */
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

/** One entry of an issue's or pull request's timeline. */
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
  /** What the kind needs, with GitHub's REST names: the label's name and colour, the commit, the old and new title. */
  readonly detail: Readonly<Record<string, unknown>>
}

/** What happened, in the words of a webhook; the runner reads these in order of their ids. */
export interface HookEvent {
  readonly id: number
  readonly repository: number
  readonly name: string
  readonly action: string | null
  readonly actor: string
  /** Was it caused by a workflow token? Then it starts no runs (dispatches excepted). */
  readonly byWorkflow: boolean
  readonly at: string
  readonly payload: Readonly<Record<string, unknown>>
}

/** A branch or tag as it was when its last change became an event; git itself may be ahead after a crash. */
export interface KnownRef {
  readonly repository: number
  readonly name: string
  readonly sha: string
}

/** Whoever writes refs of a repository just now. One that is there at the start was cut off. */
export interface RefWriter {
  readonly repository: number
  readonly login: string
  readonly token: string
}

export type { Protection } from './protection-rows.js'
