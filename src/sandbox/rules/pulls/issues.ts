import { mustParticipate, roleOf } from '../../permissions.js'
import { missingField, notAdministrator } from '../../errors.js'
import { transaction, type Request } from '../../request.js'
import { atLeast } from '../../roles.js'
import type { Issue } from '../../state/rows.js'
import { issueOf } from '../access/access.js'
import { recordIssueEvent, recordTimeline } from '../record.js'

export interface IssueOptions {
  readonly title?: string | undefined
  readonly body?: string | null | undefined
  readonly state?: 'open' | 'closed' | undefined
  readonly stateReason?: string | null | undefined
}

export function createIssue(request: Request, options: IssueOptions): Issue {
  const { world, actor, repository } = request
  mustParticipate(request, 'issues')
  if (!options.title) throw missingField('Issue', 'title')
  const at = world.now()
  const { title, body = null } = options
  return transaction(request, (write) => {
    const number = repository.lastNumber + 1
    write.tx.put('repositories', { ...repository, lastNumber: number })
    const issue = write.tx.put('issues', {
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
    recordIssueEvent(write, issue, 'opened')
    return issue
  })
}

/** Updates an issue (not a pull request); allowed to its author and to everyone with triage access. */
export function updateIssue(request: Request, number: number, options: IssueOptions): Issue {
  const { world, actor, repository } = request
  mustParticipate(request, 'issues')
  const before = issueOf(world, repository, number)
  const own = before.author === actor.user.login
  if (!own && !atLeast(roleOf(request), 'triage')) throw notAdministrator()
  const state = options.state ?? before.state
  const closing = state === 'closed' && before.state === 'open'
  const reopening = state === 'open' && before.state === 'closed'
  const at = world.now()
  return transaction(request, (write) => {
    const after = write.tx.put('issues', {
      ...before,
      title: options.title ?? before.title,
      body: options.body === undefined ? before.body : options.body,
      state,
      stateReason: reopening
        ? 'reopened'
        : closing
          ? (options.stateReason ?? 'completed')
          : before.stateReason,
      closedAt: closing ? at : reopening ? null : before.closedAt,
      closedBy: closing ? actor.user.login : reopening ? null : before.closedBy,
      updatedAt: at,
    })
    if (closing) recordTimeline(write, after, 'closed')
    if (reopening) recordTimeline(write, after, 'reopened')
    if (after.title !== before.title)
      recordTimeline(write, after, 'renamed', { rename: { from: before.title, to: after.title } })
    recordIssueEvent(write, after, closing ? 'closed' : reopening ? 'reopened' : 'edited')
    return after
  })
}
