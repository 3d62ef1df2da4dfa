import type { Service } from '../model/service.js'
import type { Conflict } from '../model/conflict.js'
import type { PullRequest } from '../model/pull-request.js'

/** What is taken back: everything since a version, or one pull request. */
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
  readonly undone: RevertTarget
  /** The version that production runs, else the highest. */
  readonly from: string | null
  readonly branch: string
  /** The commit that takes it back, on top of the default branch; null: nothing of it is left. */
  readonly made: RevertAttempt
  /** The commit of the branch on GitHub. */
  readonly pushed: string | null
  readonly open: OpenRevert | null
}
export type RevertAttempt = { readonly commit: string } | { readonly conflicts: readonly Conflict[] } | null

/**
 * The open pull request of the branch. `renewed`: the commit on top of it after which merging it takes back what came to the default
 * branch meanwhile too; null: it does as it is.
 */
export interface OpenRevert {
  readonly pullRequest: PullRequest
  readonly body: string
  readonly renewed: RevertAttempt
}
