import type { Config } from '../config.js'
import { queueLabel, slotLabel, slotsOf } from './environment.js'
import { shown, type ShownPullRequest } from './pull-request.js'
import { nameOf, newestFirst, type Claim, type Slot } from './slot.js'

export interface BoardFacts {
  readonly config: Config
  readonly slots: readonly Slot[]
  readonly queues: readonly Slot[]
}

/** One row of `rel qa list`. `expires`: when the time limit of the slot ends, if it has one. */
export interface BoardRow {
  readonly environment: string
  readonly label: string
  readonly pr: ShownPullRequest | null
  readonly others: readonly ShownPullRequest[]
  readonly since: string | null
  readonly version: string | null
  readonly expires: string | null
  readonly queue: readonly { readonly pr: ShownPullRequest; readonly since: string | null }[]
}

/** Every slot of the team: the newest claim holds it, the others wait for nothing; the line is served in its order. */
export function boardOf({ config, slots, queues }: BoardFacts): readonly BoardRow[] {
  const claims = (all: readonly Slot[], label: string): readonly Claim[] =>
    all.find((one) => one.label === label)?.claims ?? []
  return slotsOf(config).map((slot) => {
    const [holder, ...others] = newestFirst(claims(slots, slotLabel(slot)))
    const since = holder?.since || null
    return {
      environment: nameOf(slot),
      label: slotLabel(slot),
      pr: holder ? shown(holder.pullRequest) : null,
      others: others.map(({ pullRequest }) => shown(pullRequest)),
      since,
      version: null,
      expires: since && config.qa.ttl && later(since, config.qa.ttl),
      queue: newestFirst(claims(queues, queueLabel(slot)))
        .toReversed()
        .map((one) => ({ pr: shown(one.pullRequest), since: one.since || null })),
    }
  })
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** A time and a duration such as `72h` after it, both as the process writes them. */
function later(time: string, duration: string): string {
  const [, amount, unit] = /^(\d+)([smhd])$/.exec(duration) ?? []
  return new Date(Date.parse(time) + Number(amount) * (units[unit ?? ''] ?? 0) * 1000)
    .toISOString()
    .replace('.000', '')
}
