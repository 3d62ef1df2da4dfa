import { repositoryById, type PullRequest } from '../rules/access.js'
import { protectionOf } from '../rules/protection.js'
import { missingChecks } from '../rules/required-checks.js'
import { approvalsOf } from '../rules/reviews.js'
import { rulesetsFor } from '../rules/rulesets.js'
import type { Rule } from '../state/protection-rows.js'
import type { World } from '../world.js'
import type { Call } from './call.js'
import { commitsBetween } from './types/ref.js'
import { isGreen } from './types/status.js'

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
    if ((await missingChecks(world, repository, world.git(repository), checksAlone, move)).length > 0)
      return true
  }
  return false
}

async function isBehind(call: Call, issue: PullRequest, base: string): Promise<boolean> {
  const isStrict = rulesFor(call.world, issue).some(
    ({ parameters }) => parameters?.['strict_required_status_checks_policy'] === true,
  )
  if (!isStrict) return false
  const repository = repositoryById(call.world, issue.repository)
  return (await commitsBetween(call, repository, issue.pull.headSha, base)).length > 0
}

/** What stands in the way of a pull request that has no conflicts, for those whom no rule lets by. `base`: its base's head. */
export async function mergeStateOf(call: Call, issue: PullRequest, base: string) {
  if (issue.pull.draft) return 'DRAFT'
  if (lacksApprovals(call.world, issue) || (await lacksChecks(call.world, issue))) return 'BLOCKED'
  if (await isBehind(call, issue, base)) return 'BEHIND'
  const repository = repositoryById(call.world, issue.repository)
  return isGreen(call.world, { repository, oid: issue.pull.headSha }) ? 'CLEAN' : 'UNSTABLE'
}
