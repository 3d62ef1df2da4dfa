import type { Context } from '../../context.js'
import type { AuditedCommit } from '../../domain/line/audit.js'
import { holdsOnly, type StaleBranch } from '../../domain/reintegrate/stale-branch.js'
import type { ReintegrationVersion } from '../../domain/reintegrate/version.js'

interface Standing extends ReintegrationVersion {
  readonly main: string
  readonly commits: readonly AuditedCommit[]
  readonly branch: string
}

/** Has a branch without an open pull request nothing but what comes back? */
export async function readHoldsOnly(
  { git }: Context,
  { main, commit: end, commits }: Standing,
  pushed: string,
): Promise<boolean> {
  const held = await git.lines.extraCommits(pushed, [main])
  const ofLine = await git.lines.contained(
    end,
    held.map(({ commit }) => commit),
  )
  return holdsOnly(
    held.map((one) => ({ ...one, isOfLine: ofLine.has(one.commit) })),
    commits,
  )
}

/** Which pull request left the branch, and what only the branch has. */
export async function readStaleBranch(
  { git }: Context,
  { main, commit, line, branch }: Standing,
  pushed: string,
): Promise<StaleBranch> {
  const earlier = line.reintegrations.filter(({ pullRequest: { head } }) => head === branch)
  const heads = earlier.map(({ pullRequest: { sha } }) => sha)
  const unknown = await git.lines.notInClone(heads)
  const known = [main, commit, ...line.tips, ...heads.filter((head) => !unknown.includes(head))]
  return {
    by: earlier[0]?.pullRequest.number ?? null,
    lost: await git.lines.notMadeByRel(await git.lines.missingCommits([pushed], known)),
  }
}
