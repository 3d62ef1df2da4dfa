import type { Actor } from '../../request.js'

/** What is counted apart: REST requests, GraphQL points, and searches over REST. */
export const resources = ['core', 'graphql', 'search'] as const
export type Resource = (typeof resources)[number]

/** The primary rate limit of a resource, as in `GET /rate_limit`. */
export interface Quota {
  readonly limit: number
  readonly used: number
  readonly remaining: number
  /** Seconds since 1970. */
  readonly reset: number
}
export interface Quotas {
  of(actor: Actor | null, resource: Resource): Quota
  /** Counts a request or its points; returns the quota after it. */
  spend(actor: Actor | null, resource: Resource, points: number): Quota
  /** Sets what remains, and optionally the seconds until the reset. */
  set(
    owner: QuotaOwner,
    resource: Resource,
    left: { readonly remaining: number; readonly seconds?: number | undefined },
  ): Quota
}

/** Who shares a quota: a user's tokens, the workflow tokens of a repository, or all requests without a token. */
export type QuotaOwner =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'user'; readonly id: number }
  | { readonly kind: 'workflow'; readonly id: number }

export const ownerOf = (actor: Actor | null): QuotaOwner => {
  if (!actor) return { kind: 'anonymous' }
  const { user, token } = actor
  return token.kind === 'workflow'
    ? { kind: 'workflow', id: token.repository ?? 0 }
    : { kind: 'user', id: user.id }
}

/** GitHub's limits (docs: "Rate limits for the REST API" and "Rate limits and query limits for the GraphQL API"). */
const limits: Readonly<Record<QuotaOwner['kind'], Readonly<Record<Resource, number>>>> = {
  anonymous: { core: 60, graphql: 0, search: 10 },
  user: { core: 5000, graphql: 5000, search: 30 },
  workflow: { core: 1000, graphql: 1000, search: 30 },
}
/** Seconds until a quota is renewed. */
const windows: Readonly<Record<Resource, number>> = { core: 3600, graphql: 3600, search: 60 }

/** `clock`: milliseconds. */
export function createQuotas(clock: () => number): Quotas {
  const counts = new Map<string, { used: number; reset: number }>()
  const current = (owner: QuotaOwner, resource: Resource) => {
    const name = `${resource} ${owner.kind} ${'id' in owner ? owner.id : ''}`
    const seconds = Math.floor(clock() / 1000)
    const known = counts.get(name)
    // A reset further away than a window means that the sandbox's time was set back.
    const count =
      known && known.reset > seconds && known.reset <= seconds + windows[resource]
        ? known
        : { used: 0, reset: seconds + windows[resource] }
    counts.set(name, count)
    return count
  }
  const quotaOf = (owner: QuotaOwner, resource: Resource): Quota => {
    const { used, reset } = current(owner, resource)
    const limit = limits[owner.kind][resource]
    return { limit, used, remaining: Math.max(0, limit - used), reset }
  }
  return {
    of: (actor, resource) => quotaOf(ownerOf(actor), resource),
    spend(actor, resource, points) {
      const owner = ownerOf(actor)
      current(owner, resource).used += points
      return quotaOf(owner, resource)
    },
    set(owner, resource, { remaining, seconds }) {
      const count = current(owner, resource)
      count.used = limits[owner.kind][resource] - remaining
      if (seconds !== undefined) count.reset = Math.floor(clock() / 1000) + seconds
      return quotaOf(owner, resource)
    },
  }
}

/** GitHub's message when a limit is exceeded. */
export function limitMessage(actor: Actor | null, verb = 'exceeded'): string {
  const owner = ownerOf(actor)
  if (owner.kind === 'anonymous') return `API rate limit ${verb} for 127.0.0.1.`
  return `API rate limit ${verb} for ${owner.kind === 'user' ? 'user' : 'installation'} ID ${owner.id}.`
}
