import { shortCommit } from '../../lib/commit.js'
import type { AuditedCommit } from '../line/audit.js'
import type { Refusal } from '../plan/refusal.js'

/** A commit of a branch that is not on the default branch. `origins`: the commits that it was cherry-picked from. */
export interface BranchCommit {
  readonly commit: string
  readonly isMerge: boolean
  readonly isOfLine: boolean
  readonly origins: readonly string[]
}

/**
 * A branch without an open pull request, to be replaced. `pullRequest`: the closed one that it is from; `lost`: commits of
 * people that only this branch has.
 */
export interface StaleBranch {
  readonly pullRequest: number | null
  readonly lost: readonly string[]
}

/**
 * Whether a branch without an open pull request can be used: it may contain only missing commits of the line, cherry-picks of
 * them, and merges. Anything else would not be listed in the text of its pull request.
 */
export function holdsOnly(held: readonly BranchCommit[], commits: readonly AuditedCommit[]): boolean {
  const missing = new Set(commits.flatMap(({ commit, on }) => (on === 'missing' ? [commit] : [])))
  const reintegrated = new Set(
    commits.flatMap(({ commit, on }) => (on === 'listed' || on === 'patch' ? [commit] : [])),
  )
  return held.every(
    ({ commit, isMerge, isOfLine, origins }) =>
      isMerge || (isOfLine ? !reintegrated.has(commit) : missing.has(origins.at(-1) ?? '')),
  )
}

/** Refuses to replace a branch with commits that only it has. */
export function refuseLosingCommits(branch: string, lost: readonly string[], line: string): Refusal | null {
  if (lost.length === 0) return null
  const count = `${lost.length} commit${lost.length === 1 ? '' : 's'}`
  const named = lost.slice(0, 3).map(shortCommit).join(', ')
  return {
    code: 'refused',
    message: `${branch} has ${count} (${named}) that ${line} and its pull requests do not have; replacing the branch would lose them.`,
    hint: `Rename the branch on GitHub or delete it with \`git push origin --delete ${branch}\`, then run the same command again.`,
  }
}
