import { isWorkflow, type Actor } from '../actor.js'
import type { Issue, Repository, TimelineEvent } from '../state/rows.js'
import type { Transaction } from '../state/store.js'
import type { World } from '../world.js'

/** Puts an entry into the issue's timeline. */
export function recordTimeline(
  world: World,
  tx: Transaction,
  actor: Actor,
  issue: Issue,
  kind: TimelineEvent['kind'],
  detail: Readonly<Record<string, unknown>> = {},
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
  world: World,
  tx: Transaction,
  actor: Actor,
  repository: Pick<Repository, 'id'>,
  name: string,
  action: string | null,
  payload: Readonly<Record<string, unknown>>,
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

/** An event about an issue or a pull request, under the name of what it is. */
export const recordIssueEvent = (
  world: World,
  tx: Transaction,
  actor: Actor,
  issue: Issue,
  action: string,
  payload: Readonly<Record<string, unknown>> = {},
): void =>
  recordEvent(world, tx, actor, { id: issue.repository }, issue.pull ? 'pull_request' : 'issues', action, {
    number: issue.number,
    ...payload,
  })
