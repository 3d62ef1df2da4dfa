import type { PullRequest } from '../model/pull-request.js'

/**
 * An open pull request with a label. `since`: when the label was added, in the server's time (ISO 8601, whole seconds; '' if
 * the timeline no longer shows it).
 */
export interface Claim {
  readonly pullRequest: PullRequest
  readonly since: string
  /** When its head was committed; GitHub does not show when it was pushed. */
  readonly committed: string
  /** The newest comments, so that nothing is commented twice. */
  readonly comments: readonly { readonly text: string; readonly at: string }[]
}

/** Of several pull requests with the label of one slot, the one with the newest label or commit holds it: it was deployed last. */
export const newestFirst = (claims: readonly Claim[]): readonly Claim[] =>
  claims.toSorted((a, b) => claimedAt(b).localeCompare(claimedAt(a)))
export const claimedAt = ({ since, committed }: Claim): string => (since > committed ? since : committed)
