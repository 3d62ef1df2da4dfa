import type { AuditedCommit, Reintegration } from '../line/audit.js'
import type { Conflict } from '../model/conflict.js'
import type { StaleBranch } from './stale-branch.js'
import type { Service } from '../model/service.js'

/**
 * How the commits come back: where the branch is to be, and the files that conflict with the default branch then. A conflict's
 * branch stands at the line: people settle it there, and the line itself is never touched. `there`: the branch has everything.
 */
export interface ReintegrationPullRequest {
  readonly how: 'merge' | 'picks' | 'there' | 'conflict'
  readonly head: string
  readonly conflicts: readonly Conflict[]
}

/** What a version brings back. `proposal` is null when the default branch has everything. */
export interface ReintegrationFacts {
  readonly repository: string
  readonly defaultBranch: string
  readonly service: Service
  readonly version: string
  /** By which it comes back: the version's own, or that of an open pull request of the line. */
  readonly branch: string
  readonly line: string
  /** The line's commits up to the version, and where each is on the default branch. */
  readonly commits: readonly AuditedCommit[]
  readonly proposal: ReintegrationPullRequest | null
  /** The commit of the branch on GitHub. */
  readonly pushed: string | null
  /** The branch stands there, but the proposal does not go on with it. */
  readonly left: StaleBranch | null
  /** The open pull request of the branch. */
  readonly open: Reintegration | null
  /** Those that bring other lines back, where nobody named one. */
  readonly besides: readonly number[]
  /** Was it opened with the token of Actions, so that its checks never started? */
  readonly silent: boolean
  /** Is this a step of a workflow, whose token starts no checks? */
  readonly byActions: boolean
}
