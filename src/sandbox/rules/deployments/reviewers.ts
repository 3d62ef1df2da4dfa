import { mustTriage, type Actor } from '../../actor.js'
import { GitHubError } from '../../errors.js'
import { userRole } from '../../roles.js'
import type { World } from '../../world.js'
import { repositoryById, userOf, type PullRequest } from '../access/access.js'
import { recordIssueEvent } from '../record.js'

/** Only collaborators can be asked, and not the author. */
export function requestReviewers(
  world: World,
  actor: Actor,
  issue: PullRequest,
  logins: readonly string[],
): PullRequest {
  const repository = repositoryById(world, issue.repository)
  mustTriage(world, actor, repository, 'pull_requests')
  for (const login of logins) {
    if (login.toLowerCase() === issue.author.toLowerCase())
      throw new GitHubError(422, 'Review cannot be requested from pull request author.')
    if (userRole(world, login, repository) === null)
      throw new GitHubError(
        422,
        `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${repository.owner}/${repository.name} repository.`,
      )
  }
  const asked = new Set([
    ...issue.pull.requestedReviewers,
    ...logins.map((login) => userOf(world, login).login),
  ])
  return putReviewers(world, actor, issue, [...asked], 'review_requested')
}

export function withdrawReviewers(
  world: World,
  actor: Actor,
  issue: PullRequest,
  logins: readonly string[],
): PullRequest {
  mustTriage(world, actor, repositoryById(world, issue.repository), 'pull_requests')
  const gone = new Set(logins.map((login) => login.toLowerCase()))
  const rest = issue.pull.requestedReviewers.filter((login) => !gone.has(login.toLowerCase()))
  return putReviewers(world, actor, issue, rest, 'review_request_removed')
}

function putReviewers(
  world: World,
  actor: Actor,
  issue: PullRequest,
  requestedReviewers: readonly string[],
  action: string,
): PullRequest {
  if (requestedReviewers.length === issue.pull.requestedReviewers.length) return issue
  return world.store.transaction((tx) => {
    recordIssueEvent(world, tx, actor, issue, action)
    const pull = { ...issue.pull, requestedReviewers }
    return tx.put('issues', { ...issue, updatedAt: world.now(), pull }) as PullRequest
  })
}
