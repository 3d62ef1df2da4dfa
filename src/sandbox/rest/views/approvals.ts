import type { PendingDeployment } from '../../rules/deployments/approvals.js'
import type { GateReview } from '../../state/actions-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { reviewerViews, shortEnvironmentView } from './environments.js'
import { loginView } from './user.js'

/** pending-deployment */
export const pendingView = (
  world: World,
  repository: Repository,
  { environment, gates, mayApprove }: PendingDeployment,
) => ({
  environment: shortEnvironmentView(world, repository, environment),
  wait_timer: gates[0]?.waitTimer ?? 0,
  wait_timer_started_at: gates[0] && gates[0].waitTimer > 0 ? gates[0].createdAt : null,
  current_user_can_approve: mayApprove,
  reviewers: reviewerViews(world, environment),
})

/** environment-approvals */
export const reviewView = (world: World, repository: Repository, review: GateReview) => ({
  environments: review.environments.flatMap((id) => {
    const environment = world.store.first('environments', 'id', id)
    if (!environment) return []
    const { createdAt, updatedAt } = environment
    return [
      {
        ...shortEnvironmentView(world, repository, environment),
        created_at: createdAt,
        updated_at: updatedAt,
      },
    ]
  }),
  state: review.state,
  user: loginView(world, review.user),
  comment: review.comment,
})
