import { inMilliseconds } from '../../lib/duration.js'
import { slotIn, slotLabel } from '../model/environment.js'
import { toShownPullRequest, type ShownPullRequest } from '../model/pull-request.js'
import { newestFirst } from '../label/claim.js'
import { statusOf } from '../status/status.js'
import { type EnvironmentStatus, type StatusFacts } from '../status/facts.js'
import { claimsOn, slotQueue } from '../label/demand.js'

/**
 * One row of `rel qa list`: who holds a slot since when, and what runs there. `version`: of what runs; null for a pull
 * request. `expires`: when the time limit of the slot ends, if it has one.
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

/** Every slot of the team: the newest claim holds it, the others wait for nothing; the line is served in its order. */
export const qaSlots = (facts: StatusFacts): readonly QaSlotRow[] =>
  statusOf(facts).environments.flatMap((one) => {
    const slot = slotIn(one.environment.split('/')[0] ?? '')
    return slot === null ? [] : [rowOf(facts, slot, one)]
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
    queue: slotQueue(facts, slot).map((one) => ({
      pr: toShownPullRequest(one.pullRequest),
      since: one.since || null,
    })),
  }
}

/** A time and a duration such as `72h` after it, both as the process writes them. */
const later = (time: string, duration: string): string =>
  new Date(Date.parse(time) + inMilliseconds(duration)).toISOString().replace('.000', '')
