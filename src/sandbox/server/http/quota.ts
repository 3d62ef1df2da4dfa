import type { Actor } from '../../request.js'

/** The primary rate limit of one user or workflow token: so many requests an hour. */
export interface Quota {
  readonly limit: number
  readonly used: number
  readonly remaining: number
  /** Seconds since 1970. */
  readonly reset: number
}
export interface Quotas {
  /** How things stand; anybody without a token shares one quota. */
  of(actor: Actor | null): Quota
  /** How things will stand when the request that is being answered has been counted. */
  afterThis(actor: Actor | null): Quota
  /** The same after one more request. */
  spend(actor: Actor | null): Quota
}

/** GitHub's limits: 60 without a token, 5000 with one, 1000 for the token of a workflow. */
const limitOf = (actor: Actor | null): number =>
  actor === null ? 60 : actor.token.kind === 'workflow' ? 1000 : 5000

export function createQuotas(clock: () => number): Quotas {
  const pages = new Map<string, { used: number; reset: number }>()
  const page = (actor: Actor | null) => {
    const name = actor === null ? '' : actor.token.kind === 'workflow' ? actor.token.secret : actor.user.login
    const seconds = Math.floor(clock() / 1000)
    const known = pages.get(name)
    // Farther away than an hour: the sandbox's time was set back.
    const current =
      known && known.reset > seconds && known.reset <= seconds + 3600
        ? known
        : { used: 0, reset: seconds + 3600 }
    pages.set(name, current)
    return current
  }
  const quotaOf = (actor: Actor | null): Quota => {
    const { used, reset } = page(actor)
    const limit = limitOf(actor)
    return { limit, used: Math.min(used, limit), remaining: Math.max(0, limit - used), reset }
  }
  return {
    of: quotaOf,
    afterThis(actor) {
      const { limit, used, remaining, reset } = quotaOf(actor)
      return { limit, used: Math.min(used + 1, limit), remaining: Math.max(0, remaining - 1), reset }
    },
    spend(actor) {
      page(actor).used += 1
      return quotaOf(actor)
    },
  }
}
