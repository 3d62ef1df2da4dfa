import { isWorkflow } from '../permissions.js'
import type { Write } from '../request.js'
import type { Issue, TimelineEvent } from '../state/rows.js'
import { repositoryById } from './access/access.js'

type Detail = Readonly<Record<string, unknown>>

/** Adds an entry to the timeline of an issue or pull request. */
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

/** Records an event for the runner, with the name, action and payload of a webhook. */
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

/** Records an event of an issue or pull request: `issues` or `pull_request`, in its own repository. */
export const recordIssueEvent = (write: Write, issue: Issue, action: string, payload: Detail = {}): void =>
  recordEvent(
    { ...write, repository: repositoryById(write.world, issue.repository) },
    issue.pull ? 'pull_request' : 'issues',
    action,
    { number: issue.number, ...payload },
  )
