import { inMilliseconds } from '../../lib/duration.js'
import { slotIn, slotLabel } from '../model/environment.js'
import { toShownPullRequest, type ShownPullRequest } from '../model/pull-request.js'
import { newestFirst } from '../label/claim.js'
import { statusOf } from '../status/status.js'
import { type EnvironmentStatus, type StatusFacts } from '../status/facts.js'
import { claimsOn, slotQueue } from '../label/demand.js'

/**
 * One row of `rel qa list`: who holds a slot since when, and what it runs. `version`: null if it runs a pull request.
 * `expires`: when the time limit of the slot ends; null without a limit.
 */
export interface QaSlotRow extends Pick<EnvironmentStatus, 'environment' | 'runs' | 'state' | 'problem'> {
  readonly label: string
  readonly pr: ShownPullRequest | null
  readonly others: readonly ShownPullRequest[]
  readonly since: string | null
  readonly version: string | null
  readonly expires: string | null
  readonly queue: readonly { readonly pr: ShownPullRequest; readonly since: string | null }[]
}

/** Every QA slot: the newest claim holds it; the queue is in the order in which it is served. */
export const qaSlots = (facts: StatusFacts): readonly QaSlotRow[] =>
  statusOf(facts).environments.flatMap((status) => {
    const slot = slotIn(status.environment.split('/')[0] ?? '')
    return slot === null ? [] : [rowOf(facts, slot, status)]
  })

function rowOf(
  facts: StatusFacts,
  slot: number,
  { environment, runs, state, problem }: EnvironmentStatus,
): QaSlotRow {
  const { ttl } = facts.config.qa
  const [holder, ...others] = newestFirst(claimsOn(facts, environment))
  const since = holder?.since || null
  return {
    environment,
    label: slotLabel(slot),
    pr: holder ? toShownPullRequest(holder.pullRequest) : null,
    others: others.map(({ pullRequest }) => toShownPullRequest(pullRequest)),
    since,
    version: runs?.version ?? null,
    runs,
    state,
    problem,
    expires: since && ttl && later(since, ttl),
    queue: slotQueue(facts, slot).map((claim) => ({
      pr: toShownPullRequest(claim.pullRequest),
      since: claim.since || null,
    })),
  }
}

/** The time (ISO 8601) plus a duration such as `72h`. */
const later = (time: string, duration: string): string =>
  new Date(Date.parse(time) + inMilliseconds(duration)).toISOString().replace('.000', '')
