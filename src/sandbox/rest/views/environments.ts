import { nodeId } from '../../node-id.js'
import type { BranchPolicy, Environment } from '../../state/deployment-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { repositoryPage, repositoryUrl } from './repository.js'
import { teamView } from './team.js'
import { userView } from './user.js'

/** An environment as part of other responses. */
export const shortEnvironmentView = (world: World, repository: Repository, environment: Environment) => ({
  id: environment.id,
  node_id: nodeId('Environment', environment.id),
  name: environment.name,
  url: `${repositoryUrl(world, repository)}/environments/${encodeURIComponent(environment.name)}`,
  html_url: `${repositoryPage(world, repository)}/deployments/activity_log?environments_filter=${encodeURIComponent(environment.name)}`,
})

/** environment */
export const environmentView = (world: World, repository: Repository, environment: Environment) => ({
  ...shortEnvironmentView(world, repository, environment),
  created_at: environment.createdAt,
  updated_at: environment.updatedAt,
  can_admins_bypass: true,
  protection_rules: rulesOf(world, environment),
  deployment_branch_policy:
    environment.branchPolicy === null
      ? null
      : {
          protected_branches: environment.branchPolicy === 'protected',
          custom_branch_policies: environment.branchPolicy === 'custom',
        },
})

function rulesOf(world: World, environment: Environment): readonly object[] {
  const { ruleIds, waitTimer, preventSelfReview, reviewers, branchPolicy } = environment
  const rule = (id: number, type: string) => ({ id, node_id: nodeId('Gate', id), type })
  return [
    ...(waitTimer > 0 ? [{ ...rule(ruleIds.timer, 'wait_timer'), wait_timer: waitTimer }] : []),
    ...(reviewers.length > 0
      ? [
          {
            ...rule(ruleIds.reviewers, 'required_reviewers'),
            prevent_self_review: preventSelfReview,
            reviewers: reviewerViews(world, environment),
          },
        ]
      : []),
    ...(branchPolicy === null ? [] : [rule(ruleIds.branches, 'branch_policy')]),
  ]
}

export const reviewerViews = (world: World, { reviewers }: Environment): readonly object[] =>
  reviewers.flatMap(({ type, id }): readonly object[] => {
    const user = type === 'User' ? world.store.first('users', 'id', id) : null
    const team = type === 'Team' ? world.store.get('teams', id) : null
    if (user) return [{ type, reviewer: userView(world, user) }]
    return team ? [{ type, reviewer: teamView(world, team) }] : []
  })

/** deployment-branch-policy */
export const policyView = ({ id, name, type }: BranchPolicy) => ({
  id,
  node_id: nodeId('GitRefPolicy', id),
  name,
  type,
})
