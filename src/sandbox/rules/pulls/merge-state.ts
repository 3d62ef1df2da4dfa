import { isAncestor } from '../../git/refs.js'
import type { Rule } from '../../state/protection-rows.js'
import type { World } from '../../world.js'
import { repositoryById, type PullRequest } from '../access/access.js'
import { protectionOf } from '../repository/protection.js'
import { isGreen, missingChecks } from '../repository/required-checks.js'
import { approvalsOf } from './reviews.js'
import { rulesetsFor } from '../repository/rulesets.js'

/** What the protection of the base, and the rulesets that fit it, want of a pull request. */
function rulesFor(world: World, { repository: id, pull }: PullRequest): readonly Rule[] {
  const repository = repositoryById(world, id)
  const protection = protectionOf(world, repository, pull.base)
  const checks = protection?.statusChecks
  return [
    ...rulesetsFor(world, repository, `refs/heads/${pull.base}`).flatMap(({ rules }) => rules),
    { type: 'pull_request', parameters: { required_approving_review_count: protection?.approvals ?? 0 } },
    {
      type: 'required_status_checks',
      parameters: {
        required_status_checks: (checks?.contexts ?? []).map((context) => ({ context })),
        strict_required_status_checks_policy: checks?.strict ?? false,
      },
    },
  ]
}

export const neededApprovals = (world: World, issue: PullRequest): number =>
  Math.max(
    ...rulesFor(world, issue)
      .filter(({ type }) => type === 'pull_request')
      .map(({ parameters }) => Number(parameters?.['required_approving_review_count'] ?? 0)),
  )

/** Does the base want more approvals than there are? */
export const lacksApprovals = (world: World, issue: PullRequest): boolean =>
  approvalsOf(world, issue) < neededApprovals(world, issue)

async function lacksChecks(world: World, issue: PullRequest): Promise<boolean> {
  const repository = repositoryById(world, issue.repository)
  const { base, headSha } = issue.pull
  const move = { ref: `refs/heads/${base}`, before: null, after: headSha }
  for (const { type, parameters = {} } of rulesFor(world, issue)) {
    if (type !== 'required_status_checks') continue
    const checksAlone = { required_status_checks: parameters['required_status_checks'] }
    if ((await missingChecks(world, repository, checksAlone, move)).length > 0) return true
  }
  return false
}

async function isBehind(world: World, issue: PullRequest, base: string): Promise<boolean> {
  const isStrict = rulesFor(world, issue).some(
    ({ parameters }) => parameters?.['strict_required_status_checks_policy'] === true,
  )
  const git = world.git(repositoryById(world, issue.repository))
  return isStrict && !(await isAncestor(git, base, issue.pull.headSha))
}

/** REST's `mergeable_state`; GraphQL's `mergeStateStatus` says the same in capitals. */
export type MergeState = 'unknown' | 'dirty' | 'draft' | 'blocked' | 'behind' | 'unstable' | 'clean'

/**
 * What stands between a pull request and its merge, for those whom no rule lets by. `clean` is what `mergeability` said, so that
 * both tell of one look; `base` is the head of its base, null where that branch is gone.
 */
export async function mergeStateOf(
  world: World,
  issue: PullRequest,
  { clean, base }: { readonly clean: boolean | null; readonly base: string | null },
): Promise<MergeState> {
  if (clean === null || base === null) return 'unknown'
  if (!clean) return 'dirty'
  if (issue.pull.draft) return 'draft'
  if (lacksApprovals(world, issue) || (await lacksChecks(world, issue))) return 'blocked'
  if (await isBehind(world, issue, base)) return 'behind'
  return isGreen(world, repositoryById(world, issue.repository), issue.pull.headSha) ? 'clean' : 'unstable'
}
