import type { AuditedCommit, Reintegration } from '../line/audit.js'
import type { Conflict } from '../model/conflict.js'
import type { StaleBranch } from './stale-branch.js'
import type { Service } from '../model/service.js'

/**
 * The branch to propose: how it is made, its head, and the files that conflict with the default branch. With a conflict the
 * branch is at the head of the line, where people resolve it; the line itself is never changed. `complete`: the branch on GitHub
 * has every commit.
 */
export interface ReintegrationPullRequest {
  readonly method: 'merge' | 'picks' | 'complete' | 'conflict'
  readonly head: string
  readonly conflicts: readonly Conflict[]
}

/** The facts about the reintegration of a version. `proposal`: null when the default branch has every commit. */
export interface ReintegrationFacts {
  readonly repository: string
  readonly defaultBranch: string
  readonly service: Service
  readonly version: string
  /** The version's own branch, or that of an open pull request of the line. */
  readonly branch: string
  readonly line: string
  /** The line's commits up to the version, and how each is on the default branch. */
  readonly commits: readonly AuditedCommit[]
  readonly proposal: ReintegrationPullRequest | null
  /** The commit of the branch on GitHub. */
  readonly pushed: string | null
  /** The branch on GitHub, where the proposal replaces it. */
  readonly staleBranch: StaleBranch | null
  /** The open pull request of the branch. */
  readonly open: Reintegration | null
  /** The pull requests of other lines, where no version was named. */
  readonly otherPullRequests: readonly number[]
  /** Whether it was opened with the token of Actions, which starts no checks. */
  readonly checksNeverStarted: boolean
  /** Whether this runs in a workflow, whose token starts no checks. */
  readonly byActions: boolean
}
