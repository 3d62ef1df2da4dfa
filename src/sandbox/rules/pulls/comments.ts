import { atLeast, mustParticipate, roleOf, type Actor } from '../../actor.js'
import { missingField, notAdministrator, notFound } from '../../errors.js'
import type { Comment, Issue, Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { issueOf, permissionsOf, repositoryById } from '../access/access.js'
import { recordEvent } from '../record.js'

/** A comment in the conversation of an issue or pull request. */
export function addComment(world: World, actor: Actor, issue: Issue, body: string): Comment {
  mustParticipate(world, actor, repositoryById(world, issue.repository), ...permissionsOf(issue))
  if (body.trim() === '') throw missingField('IssueComment', 'body')
  return world.store.transaction((tx) => {
    const at = world.now()
    const comment = tx.put('comments', {
      id: world.store.nextId(),
      repository: issue.repository,
      number: issue.number,
      author: actor.user.login,
      body,
      createdAt: at,
      updatedAt: at,
    })
    tx.put('issues', { ...issue, updatedAt: at })
    recordEvent(world, tx, actor, { id: issue.repository }, 'issue_comment', 'created', {
      number: issue.number,
      comment: comment.id,
    })
    return comment
  })
}

/** Its author may change it, and whoever may write in the repository. */
export function updateComment(
  world: World,
  actor: Actor,
  repository: Repository,
  id: number,
  body: string,
): Comment {
  const comment = world.store.get('comments', id)
  if (!comment || comment.repository !== repository.id) throw notFound()
  const issue = issueOf(world, repository, comment.number)
  mustParticipate(world, actor, repository, ...permissionsOf(issue))
  const own = comment.author === actor.user.login
  if (!own && !atLeast(roleOf(world, actor, repository), 'write')) throw notAdministrator()
  if (body.trim() === '') throw missingField('IssueComment', 'body')
  return world.store.transaction((tx) => {
    recordEvent(world, tx, actor, repository, 'issue_comment', 'edited', {
      number: issue.number,
      comment: id,
    })
    return tx.put('comments', { ...comment, body, updatedAt: world.now() })
  })
}
