import type { Service } from '../model/service.js'
import type { Conflict } from '../model/conflict.js'
import type { PullRequest } from '../model/pull-request.js'

/** What to revert: everything since a version, or one pull request. */
export type RevertTarget =
  | {
      readonly kind: 'version'
      readonly service: Service
      readonly version: string
      readonly pulls: readonly number[]
    }
  | { readonly kind: 'pull'; readonly number: number; readonly title: string }
export interface RevertFacts {
  readonly repository: string
  readonly defaultBranch: string
  readonly target: RevertTarget
  /** The version that production runs, else the highest. */
  readonly from: string | null
  readonly branch: string
  /** The revert on top of the default branch; null: there is nothing to revert. */
  readonly attempt: RevertAttempt
  /** The commit of the branch on GitHub. */
  readonly pushed: string | null
  readonly open: OpenRevert | null
}
export type RevertAttempt = { readonly commit: string } | { readonly conflicts: readonly Conflict[] } | null

/**
 * The open pull request of the branch. `update`: the commit to add to it so that merging it also reverts what has been merged into
 * the default branch since; null: it is up to date.
 */
export interface OpenRevert {
  readonly pullRequest: PullRequest
  readonly body: string
  readonly update: RevertAttempt
}
