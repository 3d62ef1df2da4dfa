/** A change of a ref: `before` is null for a creation, `after` is null for a deletion. */
export interface RefMove {
  /** The full name, such as refs/heads/main. */
  readonly ref: string
  readonly before: string | null
  readonly after: string | null
  /** How the ref moves; rules may allow a merge of a pull request and forbid a push. */
  readonly through?: 'push' | 'pull'
  /** The commit whose checks count, if not `after`: the head of a pull request. */
  readonly head?: string
  /** The number of approving reviews of the pull request. */
  readonly approvals?: number
}
