import { mustTriage } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { transaction, type Request } from '../../request.js'
import { userRole } from '../../roles.js'
import { userOf, type PullRequest } from '../access/access.js'
import { recordIssueEvent } from '../record.js'

/** Requests reviews; only from collaborators, and not from the author. */
export function requestReviewers(
  request: Request,
  issue: PullRequest,
  logins: readonly string[],
): PullRequest {
  const { world, repository } = request
  mustTriage(request, 'pull_requests')
  for (const login of logins) {
    if (login.toLowerCase() === issue.author.toLowerCase())
      throw new GitHubError(422, 'Review cannot be requested from pull request author.')
    if (userRole(world, login, repository) === null)
      throw new GitHubError(
        422,
        `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${repository.owner}/${repository.name} repository.`,
      )
  }
  const requested = new Set([
    ...issue.pull.requestedReviewers,
    ...logins.map((login) => userOf(world, login).login),
  ])
  return putReviewers(request, issue, [...requested], 'review_requested')
}

export function withdrawReviewers(
  request: Request,
  issue: PullRequest,
  logins: readonly string[],
): PullRequest {
  mustTriage(request, 'pull_requests')
  const withdrawn = new Set(logins.map((login) => login.toLowerCase()))
  const remaining = issue.pull.requestedReviewers.filter((login) => !withdrawn.has(login.toLowerCase()))
  return putReviewers(request, issue, remaining, 'review_request_removed')
}

function putReviewers(
  request: Request,
  issue: PullRequest,
  requestedReviewers: readonly string[],
  action: string,
): PullRequest {
  const { world } = request
  if (requestedReviewers.length === issue.pull.requestedReviewers.length) return issue
  return transaction(request, (write) => {
    recordIssueEvent(write, issue, action)
    const pull = { ...issue.pull, requestedReviewers }
    return write.tx.put('issues', { ...issue, updatedAt: world.now(), pull }) as PullRequest
  })
}
