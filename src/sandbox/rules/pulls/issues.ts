import { atLeast, mustParticipate, roleOf, type Actor } from '../../actor.js'
import { missingField, notAdministrator } from '../../errors.js'
import type { Issue, Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { issueOf } from '../access/access.js'
import { recordIssueEvent, recordTimeline } from '../record.js'

export interface IssueWish {
  readonly title?: string | undefined
  readonly body?: string | null | undefined
  readonly state?: 'open' | 'closed' | undefined
  readonly stateReason?: string | null | undefined
}

export function createIssue(world: World, actor: Actor, repository: Repository, wish: IssueWish): Issue {
  mustParticipate(world, actor, repository, 'issues')
  if (!wish.title) throw missingField('Issue', 'title')
  const at = world.now()
  const { title, body = null } = wish
  return world.store.transaction((tx) => {
    const number = repository.lastNumber + 1
    tx.put('repositories', { ...repository, lastNumber: number })
    const issue = tx.put('issues', {
      id: world.store.nextId(),
      repository: repository.id,
      number,
      title,
      body,
      author: actor.user.login,
      state: 'open',
      stateReason: null,
      labels: [],
      assignees: [],
      createdAt: at,
      updatedAt: at,
      closedAt: null,
      closedBy: null,
      pull: null,
    })
    recordIssueEvent(world, tx, actor, issue, 'opened')
    return issue
  })
}

/** Its author may change it, and whoever may triage. Not for pull requests. */
export function updateIssue(
  world: World,
  actor: Actor,
  repository: Repository,
  number: number,
  wish: IssueWish,
): Issue {
  mustParticipate(world, actor, repository, 'issues')
  const before = issueOf(world, repository, number)
  const own = before.author === actor.user.login
  if (!own && !atLeast(roleOf(world, actor, repository), 'triage')) throw notAdministrator()
  const state = wish.state ?? before.state
  const closing = state === 'closed' && before.state === 'open'
  const opening = state === 'open' && before.state === 'closed'
  const at = world.now()
  return world.store.transaction((tx) => {
    const after = tx.put('issues', {
      ...before,
      title: wish.title ?? before.title,
      body: wish.body === undefined ? before.body : wish.body,
      state,
      stateReason: opening ? 'reopened' : closing ? (wish.stateReason ?? 'completed') : before.stateReason,
      closedAt: closing ? at : opening ? null : before.closedAt,
      closedBy: closing ? actor.user.login : opening ? null : before.closedBy,
      updatedAt: at,
    })
    if (closing) recordTimeline(world, tx, actor, after, 'closed')
    if (opening) recordTimeline(world, tx, actor, after, 'reopened')
    if (after.title !== before.title)
      recordTimeline(world, tx, actor, after, 'renamed', { rename: { from: before.title, to: after.title } })
    recordIssueEvent(world, tx, actor, after, closing ? 'closed' : opening ? 'reopened' : 'edited')
    return after
  })
}
