/** A pull request whose commits are to be picked, as GitHub tells of it. `at`: seconds since 1970; `mergedAt`: ISO 8601, '' if it is not merged. */
export interface PickSource {
  readonly number: number
  readonly title: string
  readonly author: string
  readonly state: 'open' | 'closed' | 'merged'
  readonly mergedAt: string
  readonly mergeCommit: string | null
  readonly head: string
  /** Its own commits, oldest first, as they were before it was merged. */
  readonly commits: readonly { readonly subject: string; readonly email: string; readonly at: number }[]
}

/** A commit of the branch that a pull request was merged into. */
export interface MergedCommit {
  readonly commit: string
  readonly parents: number
  readonly subject: string
  readonly email: string
  readonly at: number
}

/**
 * The commits that a merged pull request left on its base: the merge commit or the one that it was squashed into, else the row
 * of commits that it was rebased into. `chain`: the base's first parents from the merge commit back, newest first.
 */
export function commitsOf(source: PickSource, chain: readonly MergedCommit[]): readonly string[] {
  const [last] = chain
  if (!last) return []
  const own = source.commits.toReversed()
  const isSame = (one: MergedCommit, index: number): boolean => {
    const other = own[index]
    return (
      one.parents === 1 && other?.at === one.at && other.email === one.email && other.subject === one.subject
    )
  }
  const rebased = chain.findIndex((one, index) => !isSame(one, index))
  const count = rebased < 0 ? Math.min(chain.length, own.length) : rebased
  return chain
    .slice(0, Math.max(1, count))
    .map(({ commit }) => commit)
    .toReversed()
}

/** A pick that was tried. `made`: the commit that it became. */
export interface PickAttempt {
  readonly pullRequest: number
  readonly commit: string
  readonly result: 'picked' | 'there' | 'empty' | 'conflict'
  readonly made: string | null
}

/**
 * The pull requests of which nothing came, by those of the commits that became nothing and of those that became something: of
 * a row of commits one is enough.
 */
export const emptyPullRequests = (
  nothing: readonly number[],
  something: readonly number[],
): readonly number[] => [...new Set(nothing)].filter((number) => !something.includes(number))

/**
 * Picks that stopped, or were settled, in a work tree beside the clone. `wanted`: all commits that were to be picked there;
 * `stopped`: git has not come to their end.
 */
export interface ConflictWorktree {
  readonly name: string
  readonly directory: string
  readonly head: string
  readonly wanted: readonly string[]
  readonly unmerged: readonly string[]
  readonly stopped: boolean
}
