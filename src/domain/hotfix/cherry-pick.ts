/** A pull request to cherry-pick, as GitHub returns it. `at`: seconds since 1970; `mergedAt`: ISO 8601, '' if it is not merged. */
export interface PickSource {
  readonly number: number
  readonly title: string
  readonly author: string
  readonly state: 'open' | 'closed' | 'merged'
  readonly mergedAt: string
  readonly mergeCommit: string | null
  readonly head: string
  /** The commits of its branch before the merge, oldest first. */
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
 * The commits of a merged pull request on its base branch, oldest first: the merge commit, the squash commit or the rebased
 * commits. `chain`: the first parents of the base from the merge commit back, newest first.
 */
export function commitsOf(source: PickSource, chain: readonly MergedCommit[]): readonly string[] {
  const [last] = chain
  if (!last) return []
  const own = source.commits.toReversed()
  const isSame = ({ parents, at, email, subject }: MergedCommit, index: number): boolean => {
    const original = own[index]
    return parents === 1 && original?.at === at && original.email === email && original.subject === subject
  }
  const rebased = chain.findIndex((commit, index) => !isSame(commit, index))
  const count = rebased < 0 ? Math.min(chain.length, own.length) : rebased
  return chain
    .slice(0, Math.max(1, count))
    .map(({ commit }) => commit)
    .toReversed()
}

/** The result of a cherry-pick. `newCommit`: the commit that it created; `present`: the branch already has the change. */
export interface PickAttempt {
  readonly pullRequest: number
  readonly commit: string
  readonly result: 'picked' | 'present' | 'empty' | 'conflict'
  readonly newCommit: string | null
}

/** The pull requests with empty cherry-picks only. Both lists have one number for each commit. */
export const emptyPullRequests = (empty: readonly number[], picked: readonly number[]): readonly number[] =>
  [...new Set(empty)].filter((number) => !picked.includes(number))

/**
 * A work tree beside the clone in which conflicting cherry-picks are resolved. `wanted`: all commits to pick there; `stopped`:
 * the cherry-pick is still in progress.
 */
export interface ConflictWorktree {
  readonly name: string
  readonly directory: string
  readonly head: string
  readonly wanted: readonly string[]
  readonly unmerged: readonly string[]
  readonly stopped: boolean
}
