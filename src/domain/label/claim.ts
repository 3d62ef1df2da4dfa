import type { PullRequest } from '../model/pull-request.js'

/**
 * An open pull request that carries a label, since the server's time of labelling (ISO 8601, whole seconds; '' when its
 * timeline no longer tells).
 */
export interface Claim {
  readonly pullRequest: PullRequest
  readonly since: string
  /** When its head was committed: GitHub no longer tells when it was pushed. */
  readonly committed: string
  /** The newest comments, to see whether it was told already. */
  readonly comments: readonly { readonly text: string; readonly at: string }[]
}

/** Several pull requests with one slot's label: the newest label or commit holds it, because its deployment came last. */
export const newestFirst = (claims: readonly Claim[]): readonly Claim[] =>
  claims.toSorted((one, other) => claimedAt(other).localeCompare(claimedAt(one)))
export const claimedAt = ({ since, committed }: Claim): string => (since > committed ? since : committed)
