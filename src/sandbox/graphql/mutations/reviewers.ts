import { mustTriage } from '../../permissions.js'
import { pullOf } from '../../rules/access/access.js'
import { requestReviewers, withdrawReviewers } from '../../rules/deployments/reviewers.js'
import { node, requestForRow, type Fields } from '../call.js'
import { notInSandbox } from '../errors.js'
import { pullOfId, userOfId } from '../nodes.js'
import { actorNode } from '../types/actor.js'
import { mutation } from './change.js'

interface ReviewRequest {
  readonly pullRequestId: string
  readonly userIds?: readonly string[] | null
  readonly teamIds?: readonly string[] | null
  /** True: add to the requested reviewers; otherwise replace them. */
  readonly union?: boolean | null
}

export const reviewerMutations: Fields<unknown> = {
  requestReviews: mutation(
    'RequestReviews',
    async ({ pullRequestId, userIds, teamIds, union }: ReviewRequest, call) => {
      const { world, actor } = call
      const issue = await pullOfId(call, pullRequestId)
      const request = requestForRow(call, issue)
      if ((teamIds ?? []).length > 0) throw notInSandbox('requestReviews(teamIds)')
      const logins = await Promise.all((userIds ?? []).map(async (id) => (await userOfId(call, id)).login))
      mustTriage(request, 'pull_requests')
      const replaced = issue.pull.requestedReviewers.filter((login) => !logins.includes(login))
      if (!union) withdrawReviewers(request, issue, replaced)
      const updated = requestReviewers(request, pullOf(world, request.repository, issue.number), logins)
      return { pullRequest: node('PullRequest', updated), actor: actorNode(actor.user) }
    },
  ),
}
