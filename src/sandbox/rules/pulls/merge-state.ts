import { isAncestor } from '../../git/refs.js'
import type { Rule } from '../../state/protection-rows.js'
import type { World } from '../../world.js'
import { repositoryById, type PullRequest } from '../access/access.js'
import { protectionOf } from '../repository/protection.js'
import { isGreen, missingChecks } from '../repository/required-checks.js'
import { approvalsOf } from './reviews.js'
import { rulesetsFor } from '../repository/rulesets.js'

/** The rules for a pull request by the protection and the rulesets of its base. */
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

/** Whether the pull request has fewer approvals than its base requires. */
export const lacksApprovals = (world: World, issue: PullRequest): boolean =>
  approvalsOf(world, issue) < neededApprovals(world, issue)

async function lacksChecks(world: World, issue: PullRequest): Promise<boolean> {
  const repository = repositoryById(world, issue.repository)
  const { base, headSha } = issue.pull
  const move = { ref: `refs/heads/${base}`, before: null, after: headSha }
  for (const { type, parameters = {} } of rulesFor(world, issue)) {
    if (type !== 'required_status_checks') continue
    const withoutStrict = { required_status_checks: parameters['required_status_checks'] }
    if ((await missingChecks(world, repository, withoutStrict, move)).length > 0) return true
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

/** REST's `mergeable_state`; GraphQL's `mergeStateStatus` is the same in upper case. */
export type MergeState = 'unknown' | 'dirty' | 'draft' | 'blocked' | 'behind' | 'unstable' | 'clean'

/**
 * The merge state of a pull request for actors who bypass no rule. `clean` is the result of `mergeability`, so that both fields
 * agree; `base` is the head of the base branch, null if that was deleted.
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
