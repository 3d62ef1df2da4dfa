import { mustRead } from '../permissions.js'
import { nodeId } from '../node-id.js'
import { pullOf, repositoryById, type PullRequest } from '../rules/access/access.js'
import { createReview, reviewOf, reviewsOf, type ReviewOptions } from '../rules/pulls/reviews.js'
import type { Review } from '../state/review-rows.js'
import type { World } from '../world.js'
import { list, numberIn, requestIn, text, type Call, type Operations } from './operation.js'
import { association } from './views/issue.js'
import { repositoryPage, repositoryUrl } from './views/repository.js'
import { loginView } from './views/user.js'

export const reviews: Operations = {
  'pulls/list-reviews': (call) => {
    const issue = readable(call)
    // Only the author sees a pending review.
    const rows = reviewsOf(call.world, issue).filter(
      ({ state, author }) => state !== 'PENDING' || author === call.actor.user.login,
    )
    return list(rows, (review) => reviewView(call.world, issue, review))
  },

  'pulls/get-review': (call) => {
    const issue = readable(call)
    return { body: reviewView(call.world, issue, reviewOf(call.world, issue, numberIn(call, 'review_id'))) }
  },

  'pulls/create-review': (call) => {
    const { world, body } = call
    const request = requestIn(call)
    const issue = pullOf(world, request.repository, numberIn(call, 'pull_number'))
    const review = createReview(request, issue, {
      event: text(body, 'event') as ReviewOptions['event'],
      body: text(body, 'body'),
      commit: text(body, 'commit_id'),
    })
    return { body: reviewView(world, issue, review) }
  },
}

function readable(call: Call): PullRequest {
  const request = requestIn(call)
  const { repository } = request
  mustRead(request, 'pull_requests')
  return pullOf(call.world, repository, numberIn(call, 'pull_number'))
}

/** pull-request-review */
function reviewView(world: World, issue: PullRequest, review: Review) {
  const repository = repositoryById(world, review.repository)
  const html = `${repositoryPage(world, repository)}/pull/${issue.number}#pullrequestreview-${review.id}`
  const pull = `${repositoryUrl(world, repository)}/pulls/${issue.number}`
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: loginView(world, review.author),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pull,
    author_association: association(world, repository, review.author),
    _links: { html: { href: html }, pull_request: { href: pull } },
    ...(review.state !== 'PENDING' && { submitted_at: review.submittedAt }),
    commit_id: review.commit,
  }
}
