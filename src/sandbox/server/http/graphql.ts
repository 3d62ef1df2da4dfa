import { badCredentials, GitHubError } from '../../errors.js'
import type { Spent } from '../../graphql/graphql.js'
import type { Actor } from '../../request.js'
import { wholeSeconds } from '../../world.js'
import { parseJson, type ApiParts } from './api.js'
import { asActor } from './authenticate.js'
import type { Exchange, Reply } from './exchange.js'
import { limitMessage } from './quota.js'

/** The body of a GraphQL request, parsed without the schema. */
export interface GraphqlRequest {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly operationName: string | null
}

/** Null if the body is not a GraphQL request. */
export function graphqlRequest(raw: Buffer): GraphqlRequest | null {
  const body = raw.length === 0 ? null : parseJson(raw)
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string')
    return null
  const variables = 'variables' in body && typeof body.variables === 'object' ? body.variables : null
  const name = 'operationName' in body && typeof body.operationName === 'string' ? body.operationName : null
  return { query: body.query, variables: (variables ?? {}) as Record<string, unknown>, operationName: name }
}

/** The operation's name and whether it is a mutation, for faults and the list of requests. */
export function operationIn({ query, operationName }: GraphqlRequest): {
  readonly operation: string | null
  readonly write: boolean
} {
  const named = [...query.matchAll(/\b(query|mutation)\s+(\w+)/g)]
  const [, kind, name] =
    named.find(([, , candidate]) => operationName === null || candidate === operationName) ?? []
  return {
    operation: operationName ?? name ?? null,
    write: kind === 'mutation' || /^\s*mutation\b/.test(query),
  }
}

/** Answers a GraphQL request. The schema is large, so it is loaded on first use. */
export async function answerGraphqlRequest(
  { world, quotas }: Pick<ApiParts, 'world' | 'quotas'>,
  exchange: Exchange,
  body: GraphqlRequest | null,
): Promise<Reply> {
  const actor = asActor(exchange.identity)
  if (exchange.identity === 'unknown') throw badCredentials()
  if (!actor) throw new GitHubError(401, 'This endpoint requires you to be authenticated.')
  if (exchange.method !== 'POST') throw new GitHubError(404, 'Not Found')
  if (!body) throw new GitHubError(400, 'A query attribute must be specified and must be a string.')
  const { handleGraphql } = await import('../../graphql/graphql.js')
  const {
    status,
    body: answer,
    points,
  } = await handleGraphql({ ...world, urls: exchange.urls }, actor, {
    ...body,
    spend: (cost) => spendPoints(quotas, actor, cost),
  })
  return { status, headers: {}, body: answer, points }
}

/**
 * Spends the points of a call, or refuses it: GitHub also refuses a call that costs more than what remains, and then nothing is
 * spent. It words and types the error differently when nothing remained before.
 */
function spendPoints(quotas: ApiParts['quotas'], actor: Actor, cost: number): Spent {
  const before = quotas.of(actor, 'graphql')
  const isAffordable = cost <= before.remaining
  const { limit, used, remaining, reset } = isAffordable ? quotas.spend(actor, 'graphql', cost) : before
  return {
    limit: { limit, used, remaining, resetAt: wholeSeconds(reset * 1000) },
    refusal: isAffordable ? null : before.remaining === 0 ? usedUp(actor) : tooExpensive(actor),
  }
}

const tooExpensive = (actor: Actor) => ({ type: 'RATE_LIMITED', message: limitMessage(actor) })
const usedUp = (actor: Actor) => ({
  type: 'RATE_LIMIT',
  code: 'graphql_rate_limit',
  message: limitMessage(actor, 'already exceeded'),
})
