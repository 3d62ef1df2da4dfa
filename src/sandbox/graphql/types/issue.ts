import { nodeId } from '../../node-id.js'
import { repositoryById } from '../../rules/access/access.js'
import type { Comment, Issue } from '../../state/rows.js'
import { node, type Call, type Fields } from '../call.js'
import { issueNode } from '../issues.js'
import { conversationFields, mayEdit, pathOf, urlOf, authoredFields } from './conversation.js'
import { timelineItems } from './timeline.js'

const issueOfComment = ({ world }: Call, comment: Comment): Issue => {
  const issue = world.store.get('issues', `${repositoryById(world, comment.repository).id}/${comment.number}`)
  if (!issue) throw new Error(`Issue ${comment.number} of comment ${comment.id} does not exist.`)
  return issue
}
const anchor = ({ id }: Comment): string => `#issuecomment-${id}`

export const issueTypes = {
  Issue: {
    ...conversationFields,
    id: (issue) => nodeId('Issue', issue.id),
    databaseId: (issue) => issue.id,
    fullDatabaseId: (issue) => String(issue.id),
    state: (issue) => issue.state.toUpperCase(),
    stateReason: (issue) => issue.stateReason?.toUpperCase() ?? null,
    isPinned: () => false,
    timelineItems,
  } satisfies Fields<Issue>,
  IssueComment: {
    ...authoredFields,
    id: (comment) => nodeId('IssueComment', comment.id),
    databaseId: (comment) => comment.id,
    fullDatabaseId: (comment) => String(comment.id),
    url: (comment, _, call) => `${urlOf(call, issueOfComment(call, comment))}${anchor(comment)}`,
    resourcePath: (comment, _, call) => `${pathOf(call, issueOfComment(call, comment))}${anchor(comment)}`,
    issue: (comment, _, call) => node('Issue', issueOfComment(call, comment)),
    pullRequest: (comment, _, call) => {
      const issue = issueOfComment(call, comment)
      return issue.pull ? issueNode(issue) : null
    },
    includesCreatedEdit: (comment) => comment.updatedAt !== comment.createdAt,
    isMinimized: () => false,
    minimizedReason: () => null,
    viewerCanDelete: (comment, _, call) => mayEdit(call, comment),
    viewerCanMinimize: () => false,
  } satisfies Fields<Comment>,
}
