/** A ref on its way: `before` null makes it, `after` null deletes it. */
export interface RefMove {
  /** The full name, such as refs/heads/main. */
  readonly ref: string
  readonly before: string | null
  readonly after: string | null
  /** A merge of a pull request brings what a push may not. */
  readonly through?: 'push' | 'pull'
  /** The commit whose checks count, if it is not the one that the ref is to have: a pull request's head. */
  readonly head?: string
  /** How many have approved the pull request. */
  readonly approvals?: number
}
