/** `author`: a login; `sha`: the head commit; `fork`: the head is in another repository. */
export interface PullRequest {
  readonly number: number
  readonly title: string
  readonly url: string
  readonly author: string
  readonly head: string
  readonly base: string
  readonly sha: string
  readonly state: 'open' | 'closed' | 'merged'
  readonly draft: boolean
  readonly fork: boolean
  readonly headOwner: string
  readonly labels: readonly string[]
}

/** The pull request of a command, by its number or by its head branch. */
export type Target = { readonly number: number } | { readonly branch: string }

/** The branch that is checked out. */
export interface Branch {
  /** Its name on GitHub: that of its upstream, if it has one. */
  readonly name: string
  readonly commit: string
  readonly title: string
  readonly body: string
  /** Its commit is an ancestor of the default branch, as last fetched. */
  readonly merged: boolean
  /** The owner of the fork that it tracks; null if it tracks the repository itself, or nothing. */
  readonly forkOwner: string | null
}

/** The pull request as --json shows it: docs/json.md. */
export const toShownPullRequest = ({
  number,
  title,
  url,
  author,
  head,
  base,
  sha,
  state,
  draft,
}: PullRequest) => ({
  number,
  title,
  url,
  author,
  head,
  base,
  sha,
  state,
  draft,
})
export type ShownPullRequest = ReturnType<typeof toShownPullRequest>
