import { nodeId } from '../../node-id.js'
import { isPull, issueOf, repositoryById, type PullRequest } from '../../rules/access/access.js'
import { reviewsOf, verdictsOf } from '../../rules/pulls/reviews.js'
import { atLeast, userRole } from '../../roles.js'
import type { Review } from '../../state/review-rows.js'
import { node, nodeOrNull, type Call, type Fields } from '../call.js'
import { connection, emptyConnection, type PageArguments } from '../connection.js'
import { lacksApprovals, neededApprovals } from '../../rules/pulls/merge-state.js'
import { actorOf } from './actor.js'
import { associationOf, mayEdit, noReactions, pathOf, urlOf } from './conversation.js'
import { commitOf } from './git-object.js'

interface ReviewPage extends PageArguments {
  readonly author?: string | null
  readonly states?: readonly Review['state'][] | null
}

/** The reviews of a pull request; pending ones only for their author. */
export const reviewsFor = ({ world, actor }: Call, issue: PullRequest): readonly Review[] =>
  reviewsOf(world, issue).filter(({ state, author }) => state !== 'PENDING' || author === actor.user.login)

/** The last review of each reviewer. */
const latest = (reviews: readonly Review[]): readonly Review[] => [
  ...new Map(reviews.map((review) => [review.author, review])).values(),
]
const opinionated = (reviews: readonly Review[]): readonly Review[] =>
  reviews.filter(({ state }) => state !== 'COMMENTED' && state !== 'PENDING')

const page = (reviews: readonly Review[], args: PageArguments) =>
  connection(reviews, args, { keyOf: ({ id }) => id, nodeOf: (review) => node('PullRequestReview', review) })

export const reviewFields: Fields<PullRequest> = {
  reviews: (issue, args: ReviewPage, call) =>
    page(
      reviewsFor(call, issue).filter(
        ({ author, state }) =>
          (args.author == null || args.author.toLowerCase() === author.toLowerCase()) &&
          (args.states == null || args.states.includes(state)),
      ),
      args,
    ),
  latestReviews: (issue, args: PageArguments, call) => page(latest(reviewsFor(call, issue)), args),
  latestOpinionatedReviews: (issue, args: PageArguments, call) =>
    page(latest(opinionated(reviewsFor(call, issue))), args),
  viewerLatestReview: (issue, _, call) =>
    nodeOrNull(
      'PullRequestReview',
      reviewsFor(call, issue).findLast(({ author }) => author === call.actor.user.login) ?? null,
    ),
  /** Null if the base requires no reviews. */
  reviewDecision: (issue, _, { world }) => {
    if (neededApprovals(world, issue) === 0) return null
    if ([...verdictsOf(world, issue).values()].includes('CHANGES_REQUESTED')) return 'CHANGES_REQUESTED'
    return lacksApprovals(world, issue) ? 'REVIEW_REQUIRED' : 'APPROVED'
  },
}

const pullOf = ({ world }: Call, { repository, number }: Review): PullRequest => {
  const issue = issueOf(world, repositoryById(world, repository), number)
  if (!isPull(issue)) throw new Error(`Review of #${number}, which is not a pull request.`)
  return issue
}

export const reviewTypes = {
  PullRequestReview: {
    id: ({ id }) => nodeId('PullRequestReview', id),
    databaseId: ({ id }) => id,
    fullDatabaseId: ({ id }) => String(id),
    author: ({ author }, _, call) => actorOf(call, author),
    authorAssociation: (row, _, call) => associationOf(call, row),
    authorCanPushToRepository: ({ author, repository }, _, { world }) =>
      atLeast(userRole(world, author, repositoryById(world, repository)), 'write'),
    body: ({ body }) => body,
    bodyText: ({ body }) => body,
    state: ({ state }) => state,
    createdAt: ({ submittedAt }) => submittedAt,
    updatedAt: ({ submittedAt }) => submittedAt,
    publishedAt: ({ submittedAt }) => submittedAt,
    submittedAt: ({ submittedAt, state }) => (state === 'PENDING' ? null : submittedAt),
    includesCreatedEdit: () => false,
    isMinimized: () => false,
    minimizedReason: () => null,
    reactionGroups: noReactions,
    reactions: emptyConnection,
    comments: emptyConnection,
    onBehalfOf: emptyConnection,
    createdViaEmail: () => false,
    commit: (row, _, call) => commitOf(call, repositoryById(call.world, row.repository), row.commit),
    pullRequest: (row, _, call) => node('PullRequest', pullOf(call, row)),
    repository: ({ repository }, _, { world }) => node('Repository', repositoryById(world, repository)),
    url: (row, _, call) => `${urlOf(call, pullOf(call, row))}#pullrequestreview-${row.id}`,
    resourcePath: (row, _, call) => `${pathOf(call, pullOf(call, row))}#pullrequestreview-${row.id}`,
    viewerCanUpdate: (row, _, call) => mayEdit(call, row),
    viewerDidAuthor: ({ author }, _, { actor }) => author === actor.user.login,
  } satisfies Fields<Review>,
}
