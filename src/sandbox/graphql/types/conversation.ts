import { roleOf } from '../../permissions.js'
import { atLeast } from '../../roles.js'
import { repositoryById, userOf } from '../../rules/access/access.js'
import { labelsOf } from '../../rules/pulls/labels.js'
import type { Comment, Issue } from '../../state/rows.js'
import { node, requestForRow, type Call, type Fields } from '../call.js'
import { connection, emptyConnection, type PageArguments } from '../connection.js'
import { ordered, type Order } from '../order.js'
import { actorOf, users } from './actor.js'
import { labels, type LabelFilter } from './label.js'

type Entry = Pick<Issue, 'repository' | 'author'>

/** The CommentAuthorAssociation of an author. */
export function associationOf({ world }: Call, { repository, author }: Entry): string {
  const { id, owner } = repositoryById(world, repository)
  if (owner === author) return 'OWNER'
  if (!world.store.get('collaborators', `${id}/${author.toLowerCase()}`)) return 'NONE'
  return userOf(world, owner).type === 'Organization' ? 'MEMBER' : 'COLLABORATOR'
}

export const hasRole = (call: Call, repository: number, minimum: 'triage' | 'write'): boolean =>
  atLeast(roleOf(requestForRow(call, { repository })), minimum)
export const mayEdit = (call: Call, { repository, author }: Entry): boolean =>
  author === call.actor.user.login || hasRole(call, repository, 'write')

const reactions = ['THUMBS_UP', 'THUMBS_DOWN', 'LAUGH', 'HOORAY', 'CONFUSED', 'HEART', 'ROCKET', 'EYES']
/** All kinds of reactions, each without users: the sandbox has no reactions. */
export const noReactions = () =>
  reactions.map((content) => ({
    content,
    createdAt: null,
    users: emptyConnection,
    reactors: emptyConnection,
    viewerHasReacted: false,
  }))

/** The fields shared by issues, pull requests and their comments. */
export const authoredFields: Fields<Issue | Comment> = {
  author: (row, _, call) => actorOf(call, row.author),
  authorAssociation: (row, _, call) => associationOf(call, row),
  body: (row) => row.body ?? '',
  bodyText: (row) => row.body ?? '',
  createdAt: (row) => row.createdAt,
  publishedAt: (row) => row.createdAt,
  updatedAt: (row) => row.updatedAt,
  createdViaEmail: () => false,
  repository: (row, _, { world }) => node('Repository', repositoryById(world, row.repository)),
  reactionGroups: noReactions,
  reactions: emptyConnection,
  viewerDidAuthor: (row, _, call) => row.author === call.actor.user.login,
  viewerCanUpdate: (row, _, call) => mayEdit(call, row),
}

const commentsOf = ({ world }: Call, issue: Issue) =>
  world.store.by('comments', 'issue', `${issue.repository}/${issue.number}`)

export const pathOf = ({ world }: Call, issue: Issue): string => {
  const { owner, name } = repositoryById(world, issue.repository)
  return `/${owner}/${name}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`
}
export const urlOf = (call: Call, issue: Issue): string => `${call.world.urls.html}${pathOf(call, issue)}`

/** The fields shared by issues and pull requests. The sandbox has no locks, milestones or projects. */
export const conversationFields: Fields<Issue> = {
  ...authoredFields,
  number: (issue) => issue.number,
  title: (issue) => issue.title,
  closed: (issue) => issue.state === 'closed',
  closedAt: (issue) => issue.closedAt,
  resourcePath: (issue, _, call) => pathOf(call, issue),
  url: (issue, _, call) => urlOf(call, issue),
  labels: (issue, args: LabelFilter, { world }) => labels(labelsOf(world, issue), args),
  assignees: (issue, page: PageArguments, { world }) =>
    users(
      issue.assignees.map((login) => userOf(world, login)),
      page,
    ),
  comments: (issue, args: PageArguments & { orderBy?: Order<'UPDATED_AT'> | null }, call) =>
    connection(
      ordered(commentsOf(call, issue), args.orderBy, { UPDATED_AT: (comment) => comment.updatedAt }),
      args,
      { keyOf: (comment) => comment.id, nodeOf: (comment) => node('IssueComment', comment) },
    ),
  participants: (issue, page: PageArguments, call) => {
    const logins = [issue.author, ...commentsOf(call, issue).map(({ author }) => author), ...issue.assignees]
    return users(
      [...new Set(logins)].map((login) => userOf(call.world, login)),
      page,
    )
  },
  viewerCanLabel: (issue, _, call) => hasRole(call, issue.repository, 'triage'),
  viewerCanClose: (issue, _, call) => issue.state === 'open' && mayEdit(call, issue),
  viewerCanReopen: (issue, _, call) =>
    issue.state === 'closed' && !issue.pull?.mergedAt && mayEdit(call, issue),
  activeLockReason: () => null,
  locked: () => false,
  milestone: () => null,
  projectCards: emptyConnection,
  projectItems: emptyConnection,
  projectsV2: emptyConnection,
}
