import { isWorkflow } from '../permissions.js'
import type { Write } from '../request.js'
import type { Issue, TimelineEvent } from '../state/rows.js'
import { repositoryById } from './access/access.js'

type Detail = Readonly<Record<string, unknown>>

/** Puts an entry into the issue's timeline. */
export function recordTimeline(
  { world, tx, actor }: Write,
  issue: Issue,
  kind: TimelineEvent['kind'],
  detail: Detail = {},
): void {
  tx.put('timeline', {
    id: world.store.nextId(),
    repository: issue.repository,
    number: issue.number,
    kind,
    actor: actor.user.login,
    createdAt: world.now(),
    detail,
  })
}

/** Tells the runner what happened, in the words of a webhook. */
export function recordEvent(
  { world, tx, actor, repository }: Write,
  name: string,
  action: string | null,
  payload: Detail,
): void {
  tx.put('events', {
    id: world.store.nextId(),
    repository: repository.id,
    name,
    action,
    actor: actor.user.login,
    byWorkflow: isWorkflow(actor),
    at: world.now(),
    payload,
  })
}

/** An event about an issue or a pull request, under the name of what it is, in the repository that it is in. */
export const recordIssueEvent = (write: Write, issue: Issue, action: string, payload: Detail = {}): void =>
  recordEvent(
    { ...write, repository: repositoryById(write.world, issue.repository) },
    issue.pull ? 'pull_request' : 'issues',
    action,
    { number: issue.number, ...payload },
  )
