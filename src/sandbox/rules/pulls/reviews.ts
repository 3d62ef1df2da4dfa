import { isWorkflow, mustParticipate } from '../../permissions.js'
import { GitHubError, notFound } from '../../errors.js'
import { transaction, type Actor, type Request } from '../../request.js'
import { atLeast, userRole } from '../../roles.js'
import type { Review } from '../../state/review-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { pullOf, repositoryById, type PullRequest } from '../access/access.js'
import { recordEvent } from '../record.js'

export interface ReviewOptions {
  readonly event?: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT' | undefined
  readonly body?: string | undefined
  readonly commit?: string | undefined
}

const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const
const invalid = (message: string): GitHubError =>
  new GitHubError(422, 'Unprocessable Entity', {
    errors: [message],
    documentation: 'https://docs.github.com/rest/pulls/reviews#create-a-review-for-a-pull-request',
  })

export const reviewsOf = (world: World, issue: PullRequest): readonly Review[] =>
  world.store.by('reviews', 'pull', `${issue.repository}/${issue.number}`)

export function reviewOf(world: World, issue: PullRequest, id: number): Review {
  const review = world.store.get('reviews', id)
  if (review?.repository !== issue.repository || review.number !== issue.number) throw notFound()
  return review
}

/** Creates a review; without an event it stays pending and only its author sees it. */
export function createReview(request: Request, issue: PullRequest, options: ReviewOptions): Review {
  const { world, actor, repository } = request
  mustParticipate(request, 'pull_requests')
  const { event, body = '', commit = issue.pull.headSha } = options
  mustBeAllowed(actor, repository, issue, event)
  if (body.trim() === '' && event !== undefined && event !== 'APPROVE')
    throw invalid(`You need to leave a comment indicating the requested changes.`)
  return transaction(request, (write) => {
    const { login } = actor.user
    const review = write.tx.put('reviews', {
      id: world.store.nextId(),
      repository: issue.repository,
      number: issue.number,
      author: login,
      body,
      state: event === undefined ? 'PENDING' : states[event],
      commit,
      submittedAt: world.now(),
    })
    if (event === undefined) return review
    const current = pullOf(world, repository, issue.number)
    const requestedReviewers = current.pull.requestedReviewers.filter((reviewer) => reviewer !== login)
    write.tx.put('issues', {
      ...current,
      updatedAt: world.now(),
      pull: { ...current.pull, requestedReviewers },
    })
    recordEvent(write, 'pull_request_review', 'submitted', {
      number: issue.number,
      review: review.id,
    })
    return review
  })
}

function mustBeAllowed(
  actor: Actor,
  repository: Repository,
  issue: PullRequest,
  event: ReviewOptions['event'],
): void {
  if (event !== 'APPROVE' && event !== 'REQUEST_CHANGES') return
  if (event === 'APPROVE' && isWorkflow(actor) && !repository.actionsMayCreatePullRequests)
    throw invalid('GitHub Actions is not permitted to approve pull requests.')
  if (issue.author === actor.user.login)
    throw invalid(
      event === 'APPROVE'
        ? 'Can not approve your own pull request'
        : 'Can not request changes on your own pull request',
    )
}

/** The current verdict of each reviewer with write access: their last review that is not only a comment. */
export function verdictsOf(world: World, issue: PullRequest): ReadonlyMap<string, Review['state']> {
  const repository = repositoryById(world, issue.repository)
  const last = new Map<string, Review['state']>()
  for (const { author, state } of reviewsOf(world, issue))
    if (state !== 'COMMENTED' && state !== 'PENDING') last.set(author, state)
  const counts = (login: string): boolean =>
    login === 'github-actions[bot]' || atLeast(userRole(world, login, repository), 'write')
  return new Map([...last].filter(([login]) => counts(login)))
}

/** The number of approvals; 0 while a reviewer with write access requests changes. */
export function approvalsOf(world: World, issue: PullRequest): number {
  const verdicts = [...verdictsOf(world, issue).values()]
  return verdicts.includes('CHANGES_REQUESTED')
    ? 0
    : verdicts.filter((verdict) => verdict === 'APPROVED').length
}
