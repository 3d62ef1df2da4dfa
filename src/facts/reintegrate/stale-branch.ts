import type { Context } from '../../context.js'
import type { AuditedCommit } from '../../domain/line/audit.js'
import { holdsOnly, type StaleBranch } from '../../domain/reintegrate/stale-branch.js'
import type { ReintegrationVersion } from '../../domain/reintegrate/version.js'

interface ExistingBranch extends ReintegrationVersion {
  readonly main: string
  readonly commits: readonly AuditedCommit[]
  readonly branch: string
}

/** Whether a branch without an open pull request has only commits to reintegrate. */
export async function readHoldsOnly(
  { git }: Context,
  { main, commit: last, commits }: ExistingBranch,
  pushed: string,
): Promise<boolean> {
  const held = await git.lines.extraCommits(pushed, [main])
  const ofLine = await git.lines.contained(
    last,
    held.map(({ commit }) => commit),
  )
  return holdsOnly(
    held.map((commit) => ({ ...commit, isOfLine: ofLine.has(commit.commit) })),
    commits,
  )
}

/** The closed pull request of the branch, and the commits that only the branch has. */
export async function readStaleBranch(
  { git }: Context,
  { main, commit, line, branch }: ExistingBranch,
  pushed: string,
): Promise<StaleBranch> {
  const earlier = line.reintegrations.filter(({ pullRequest: { head } }) => head === branch)
  const heads = earlier.map(({ pullRequest: { sha } }) => sha)
  const unknown = await git.lines.notInClone(heads)
  const known = [main, commit, ...line.tips, ...heads.filter((head) => !unknown.includes(head))]
  return {
    pullRequest: earlier[0]?.pullRequest.number ?? null,
    lost: await git.lines.notMadeByRel(await git.lines.missingCommits([pushed], known)),
  }
}
