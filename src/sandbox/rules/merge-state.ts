import type { Actor } from '../actor.js'
import { branchHead, isAncestor } from '../git/refs.js'
import type { World } from '../world.js'
import { repositoryById, type PullRequest } from './access.js'
import { protectionOf } from './protection.js'
import { approvalsOf } from './reviews.js'
import { violationsOf } from './violations.js'

/** What stands between a pull request and its merge; REST's `mergeable_state`, GraphQL's `mergeStateStatus` in capitals. */
export type MergeState = 'unknown' | 'dirty' | 'draft' | 'behind' | 'blocked' | 'clean'

/** As the actor would find it when merging now. `clean` is what `mergeability` said, so that both tell of one look. */
export async function mergeStateOf(
  world: World,
  actor: Actor,
  issue: PullRequest,
  clean: boolean | null,
): Promise<MergeState> {
  if (clean === null) return 'unknown'
  if (!clean) return 'dirty'
  if (issue.pull.draft) return 'draft'
  const repository = repositoryById(world, issue.repository)
  const { base, headSha: head } = issue.pull
  const before = await branchHead(world.git(repository), base)
  if (before === null) return 'unknown'
  const strict = protectionOf(world, repository, base)?.statusChecks?.strict === true
  if (strict && !(await isAncestor(world.git(repository), before, head))) return 'behind'
  const move = { ref: `refs/heads/${base}`, before, after: head, head, through: 'pull' as const }
  const violations = await violationsOf(world, actor, repository, {
    ...move,
    approvals: approvalsOf(world, issue),
  })
  return violations.length > 0 ? 'blocked' : 'clean'
}
