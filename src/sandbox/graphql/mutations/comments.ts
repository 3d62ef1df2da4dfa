import { addComment } from '../../rules/pulls/comments.js'
import { node, requestForRow, type Fields } from '../call.js'
import { issueNode } from '../issues.js'
import { issueOfId } from '../nodes.js'
import { mutation } from './change.js'

export const commentMutations: Fields<unknown> = {
  addComment: mutation(
    'AddComment',
    async ({ subjectId, body }: { subjectId: string; body: string }, call) => {
      const issue = await issueOfId(call, subjectId)
      const comment = node('IssueComment', addComment(requestForRow(call, issue), issue, body))
      const edge = {
        node: comment,
        cursor: Buffer.from(`cursor:v2:[0,${comment.row.id}]`).toString('base64'),
      }
      return { commentEdge: edge, timelineEdge: edge, subject: issueNode(issue) }
    },
  ),
}
