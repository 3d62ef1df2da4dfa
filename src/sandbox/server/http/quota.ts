import type { Actor } from '../../request.js'

/** The primary rate limit of a user or workflow token: requests per hour. */
export interface Quota {
  readonly limit: number
  readonly used: number
  readonly remaining: number
  /** Seconds since 1970. */
  readonly reset: number
}
export interface Quotas {
  /** The current quota; all requests without a token share one. */
  of(actor: Actor | null): Quota
  /** The quota after the current request will have been counted. */
  afterRequest(actor: Actor | null): Quota
  /** Counts one request; returns the quota after it. */
  spend(actor: Actor | null): Quota
}

/** GitHub's limits: 60 without a token, 5000 with one, 1000 for the token of a workflow. */
const limitOf = (actor: Actor | null): number =>
  actor === null ? 60 : actor.token.kind === 'workflow' ? 1000 : 5000

export function createQuotas(clock: () => number): Quotas {
  const windows = new Map<string, { used: number; reset: number }>()
  const currentWindow = (actor: Actor | null) => {
    const name = actor === null ? '' : actor.token.kind === 'workflow' ? actor.token.secret : actor.user.login
    const seconds = Math.floor(clock() / 1000)
    const known = windows.get(name)
    // A reset more than an hour away means that the sandbox's time was set back.
    const current =
      known && known.reset > seconds && known.reset <= seconds + 3600
        ? known
        : { used: 0, reset: seconds + 3600 }
    windows.set(name, current)
    return current
  }
  const quotaOf = (actor: Actor | null): Quota => {
    const { used, reset } = currentWindow(actor)
    const limit = limitOf(actor)
    return { limit, used: Math.min(used, limit), remaining: Math.max(0, limit - used), reset }
  }
  return {
    of: quotaOf,
    afterRequest(actor) {
      const { limit, used, remaining, reset } = quotaOf(actor)
      return { limit, used: Math.min(used + 1, limit), remaining: Math.max(0, remaining - 1), reset }
    },
    spend(actor) {
      currentWindow(actor).used += 1
      return quotaOf(actor)
    },
  }
}
