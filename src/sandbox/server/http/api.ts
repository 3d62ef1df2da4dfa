import { createHash } from 'node:crypto'
import {
  GitHubError,
  badCredentials,
  invalidRequest,
  notFound,
  requiresAuthentication,
} from '../../errors.js'
import type { OperationResponse, Body } from '../../rest/operation.js'
import type { Route } from '../../contract/rest.js'
import type { World } from '../../world.js'
import { asActor } from './authenticate.js'
import type { Exchange, Reply } from './exchange.js'
import { linkHeader } from './headers.js'
import { resources, type Quota, type Quotas, type Resource } from './quota.js'
import type { Checks } from './strict.js'

export interface ApiParts {
  readonly world: World
  readonly quotas: Quotas
  readonly checks: Checks
}

export const rateLimitOperation = 'rate-limit/get'

/** Answers a request of the REST API; `route` is null if the contract has no such operation. */
export async function answerRest(
  parts: ApiParts,
  exchange: Exchange,
  route: Route | null,
  raw: Buffer,
): Promise<Reply> {
  const { identity, method, path } = exchange
  if (identity === 'unknown') throw badCredentials()
  if (path === '/' || path === '') return { status: 200, headers: {}, body: directory(exchange) }
  if (exchange.url.href.includes('%00')) throw new GitHubError(400, 'Bad Request')
  if (!route) throw new GitHubError(501, `not in the sandbox: ${method} ${path}`)
  if (!route.path) throw notFound()
  if (route.operation === rateLimitOperation)
    return { status: 200, headers: {}, body: limits(parts, exchange) }
  const { operations } = await import('../../rest/operations.js') // loaded on first use: it is half of the server
  const operation = operations[route.operation]
  const actor = asActor(identity)
  if (!actor) throw route.path['owner'] === undefined ? requiresAuthentication() : notFound()
  if (!operation) throw new GitHubError(501, `not in the sandbox: ${route.operation}`)
  const body = bodyOf(raw)
  const problems = await parts.checks.request(route.operation, body)
  if (problems.length > 0) throw invalidRequest(problems.join('\n'))
  const answer = await operation({
    world: { ...parts.world, urls: exchange.urls },
    actor,
    path: route.path,
    query: exchange.url.searchParams,
    body,
    accept: exchange.request.headers.accept ?? '',
  })
  return withEtag(exchange, replyOf(exchange, answer))
}

/** The JSON body, whatever its Content-Type. An array becomes `{labels}`: only label operations accept arrays. */
function bodyOf(raw: Buffer): Body {
  if (raw.length === 0) return {}
  const body = parseJson(raw)
  if (Array.isArray(body)) return { labels: body }
  if (typeof body !== 'object' || body === null) throw new GitHubError(400, 'Body should be a JSON object')
  return body as Body
}

export function parseJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString())
  } catch (error) {
    if (error instanceof SyntaxError) throw new GitHubError(400, 'Problems parsing JSON')
    throw error
  }
}

function replyOf({ url }: Exchange, answer: OperationResponse): Reply {
  if ('location' in answer) return { status: answer.status, headers: { location: answer.location } }
  if (!('list' in answer)) {
    const { status = 200, body, type } = { body: undefined, type: undefined, ...answer }
    return { status, headers: {}, body, ...(type !== undefined && { type }) }
  }
  const size = Math.min(100, Math.max(1, Number(url.searchParams.get('per_page')) || 30))
  const page = Math.max(1, Math.floor(Number(url.searchParams.get('page'))) || 1)
  const last = Math.max(1, Math.ceil(answer.list.length / size))
  const link = linkHeader(url, page, last)
  const items = answer.list.slice((page - 1) * size, page * size) as readonly (() => unknown)[]
  const rendered = items.map((render) => render())
  const body = answer.wrap ? answer.wrap(rendered, answer.list.length) : rendered
  return { status: 200, headers: link === undefined ? {} : { link }, body }
}

/** Adds an ETag; answers 304, which does not count against the quota, if the client has the same response. */
function withEtag({ method, request }: Exchange, reply: Reply): Reply {
  if (reply.status !== 200 || (method !== 'GET' && method !== 'HEAD')) return reply
  const bytes = Buffer.isBuffer(reply.body) ? reply.body : JSON.stringify(reply.body)
  const etag = `W/"${createHash('sha256').update(bytes).digest('hex')}"`
  const known = (request.headers['if-none-match'] ?? '').split(/,\s*/)
  if (known.includes(etag) || known.includes(etag.slice(2)))
    return { status: 304, headers: { ...reply.headers, etag } }
  return { ...reply, headers: { ...reply.headers, etag } }
}

/** The root of the API, with the urls that the sandbox supports. */
const directory = ({ urls: { api } }: Exchange): unknown => ({
  current_user_url: `${api}/user`,
  rate_limit_url: `${api}/rate_limit`,
  repository_url: `${api}/repos/{owner}/{repo}`,
  organization_repositories_url: `${api}/orgs/{org}/repos{?type,page,per_page,sort}`,
  user_url: `${api}/users/{user}`,
})

/** `GET /rate_limit`, which is not counted itself. */
function limits({ quotas }: ApiParts, { identity }: Exchange): unknown {
  const actor = asActor(identity)
  const quotaOf = (resource: Resource): [Resource, Quota] => [resource, quotas.of(actor, resource)]
  return { resources: Object.fromEntries(resources.map(quotaOf)), rate: quotas.of(actor, 'core') }
}
