import { shortCommit } from '../../lib/commit.js'
import type { AuditedCommit } from '../line/audit.js'
import type { Refusal } from '../plan/refusal.js'

/** A commit that a branch has and the default branch lacks. `origins`: what it says that it was picked from. */
export interface BranchCommit {
  readonly commit: string
  readonly isMerge: boolean
  readonly isOfLine: boolean
  readonly origins: readonly string[]
}

/**
 * A branch that stands there without an open pull request, and that is begun anew. `by`: the pull request that left it; `lost`:
 * commits of people that would be nowhere then.
 */
export interface StaleBranch {
  readonly by: number | null
  readonly lost: readonly string[]
}

/**
 * A branch that no open pull request has is gone on with only if it holds nothing but what its text will tell: commits of the
 * line that are missing, picks of them, and merges. What the line had before it was put back, or what an earlier one brought, would come along untold.
 */
export function holdsOnly(held: readonly BranchCommit[], commits: readonly AuditedCommit[]): boolean {
  const missing = new Set(commits.flatMap(({ commit, on }) => (on === 'missing' ? [commit] : [])))
  const brought = new Set(
    commits.flatMap(({ commit, on }) => (on === 'listed' || on === 'patch' ? [commit] : [])),
  )
  return held.every(
    ({ commit, isMerge, isOfLine, origins }) =>
      isMerge || (isOfLine ? !brought.has(commit) : missing.has(origins.at(-1) ?? '')),
  )
}

/** What somebody pushed there and nothing else has is not thrown away. */
export function refuseLosingCommits(branch: string, lost: readonly string[], line: string): Refusal | null {
  if (lost.length === 0) return null
  const count = `${lost.length} commit${lost.length === 1 ? '' : 's'}`
  const named = lost.slice(0, 3).map(shortCommit).join(', ')
  return {
    code: 'refused',
    message: `${branch} has ${count} that neither ${line} nor a pull request has (${named}): it is not begun anew over them.`,
    hint: `Rename the branch on GitHub, or delete it: \`git push origin --delete ${branch}\`. Then run the same command again.`,
  }
}
