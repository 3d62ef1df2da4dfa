import { pendingDeploymentsOf, reviewPending, reviewsOf } from '../rules/deployments/approvals.js'
import { list, text, type Operations } from './operation.js'
import { runIn } from './runs.js'
import { deploymentView } from './views/deployments.js'
import { pendingView, reviewView } from './views/approvals.js'

export const approvals: Operations = {
  'actions/get-pending-deployments-for-run': (call) => {
    const { request, repository, run } = runIn(call)
    const pending = pendingDeploymentsOf(request, run)
    return { body: pending.map((entry) => pendingView(call.world, repository, entry)) }
  },

  'actions/review-pending-deployments-for-run': (call) => {
    const { world, body } = call
    const { request, repository, run } = runIn(call)
    const deployments = reviewPending(request, run, {
      environments: body['environment_ids'] as readonly number[],
      state: text(body, 'state') === 'approved' ? 'approved' : 'rejected',
      comment: text(body, 'comment') ?? '',
    })
    return { body: deployments.map((deployment) => deploymentView(world, repository, deployment)) }
  },

  'actions/get-reviews-for-run': (call) => {
    const { repository, run } = runIn(call)
    return list(reviewsOf(call.world, run), (review) => reviewView(call.world, repository, review))
  },
}
