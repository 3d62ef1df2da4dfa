import { badCredentials, GitHubError } from '../../errors.js'
import { wholeSeconds } from '../../world.js'
import { parseJson, type ApiParts } from './api.js'
import { asActor } from './authenticate.js'
import type { Exchange, Reply } from './exchange.js'

/** What a GraphQL request asks for, as far as it can be told without its schema. */
export interface GraphqlRequest {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly operationName: string | null
}

/** Null when the body is no GraphQL request. */
export function graphqlRequest(raw: Buffer): GraphqlRequest | null {
  const body = raw.length === 0 ? null : parseJson(raw)
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string')
    return null
  const variables = 'variables' in body && typeof body.variables === 'object' ? body.variables : null
  const name = 'operationName' in body && typeof body.operationName === 'string' ? body.operationName : null
  return { query: body.query, variables: (variables ?? {}) as Record<string, unknown>, operationName: name }
}

/** The name and kind of the document's operation, for faults and the list of requests. */
export function operationIn({ query, operationName }: GraphqlRequest): {
  readonly operation: string | null
  readonly write: boolean
} {
  const named = [...query.matchAll(/\b(query|mutation)\s+(\w+)/g)]
  const [, kind, name] = named.find(([, , each]) => operationName === null || each === operationName) ?? []
  return {
    operation: operationName ?? name ?? null,
    write: kind === 'mutation' || /^\s*mutation\b/.test(query),
  }
}

/** The schema is large, so it is loaded when it is first asked for. */
export async function answerGraphqlRequest(
  { world, quotas }: Pick<ApiParts, 'world' | 'quotas'>,
  exchange: Exchange,
  asked: GraphqlRequest | null,
): Promise<Reply> {
  const actor = asActor(exchange.identity)
  if (exchange.identity === 'unknown') throw badCredentials()
  if (!actor) throw new GitHubError(401, 'This endpoint requires you to be authenticated.')
  if (exchange.method !== 'POST') throw new GitHubError(404, 'Not Found')
  if (!asked) throw new GitHubError(400, 'A query attribute must be specified and must be a string.')
  const { handleGraphql } = await import('../../graphql/graphql.js')
  const { limit, used, remaining, reset } = quotas.afterThis(actor)
  const rateLimit = { limit, used, remaining, resetAt: wholeSeconds(reset * 1000) }
  const { status, body } = await handleGraphql({ ...world, urls: exchange.urls }, actor, {
    ...asked,
    rateLimit,
  })
  return { status, headers: {}, body }
}
