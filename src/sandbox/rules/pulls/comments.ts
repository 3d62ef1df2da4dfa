import { mustParticipate, roleOf } from '../../permissions.js'
import { missingField, notAdministrator, notFound } from '../../errors.js'
import { transaction, type Request } from '../../request.js'
import { atLeast } from '../../roles.js'
import type { Comment, Issue } from '../../state/rows.js'
import { issueOf, permissionsOf } from '../access/access.js'
import { recordEvent } from '../record.js'

/** Adds a comment to the conversation of an issue or pull request. */
export function addComment(request: Request, issue: Issue, body: string): Comment {
  const { world, actor } = request
  mustParticipate(request, ...permissionsOf(issue))
  if (body.trim() === '') throw missingField('IssueComment', 'body')
  return transaction(request, (write) => {
    const at = world.now()
    const comment = write.tx.put('comments', {
      id: world.store.nextId(),
      repository: issue.repository,
      number: issue.number,
      author: actor.user.login,
      body,
      createdAt: at,
      updatedAt: at,
    })
    write.tx.put('issues', { ...issue, updatedAt: at })
    recordEvent(write, 'issue_comment', 'created', {
      number: issue.number,
      comment: comment.id,
    })
    return comment
  })
}

/** Edits a comment; allowed to its author and to everyone with write access. */
export function updateComment(request: Request, id: number, body: string): Comment {
  const { world, actor, repository } = request
  const comment = world.store.get('comments', id)
  if (!comment || comment.repository !== repository.id) throw notFound()
  const issue = issueOf(world, repository, comment.number)
  mustParticipate(request, ...permissionsOf(issue))
  const own = comment.author === actor.user.login
  if (!own && !atLeast(roleOf(request), 'write')) throw notAdministrator()
  if (body.trim() === '') throw missingField('IssueComment', 'body')
  return transaction(request, (write) => {
    recordEvent(write, 'issue_comment', 'edited', {
      number: issue.number,
      comment: id,
    })
    return write.tx.put('comments', { ...comment, body, updatedAt: world.now() })
  })
}
