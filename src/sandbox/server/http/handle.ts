import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Route, Router } from '../../contract/rest.js'
import { GitHubError } from '../../errors.js'
import { addressOf } from './address.js'
import { bytesIn } from '../../../lib/stream.js'
import type { Actor } from '../../request.js'
import type { RefMove } from '../../rules/repository/ref-move.js'
import { answerRest, parseJson, rateLimitOperation, type ApiParts } from './api.js'
import { asActor, requesterOf, identityOf } from './authenticate.js'
import { answerControl, type ControlContext } from '../control.js'
import { readBody, type Exchange, type Reply } from './exchange.js'
import { controlRefusal } from './control-access.js'
import { answerDownload, isDownload } from './downloads.js'
import { aliasesIn } from '../faults/aliases.js'
import type { Lags } from '../faults/lag.js'
import type { Fault } from '../faults/fault.js'
import { answerGit, parseGitRequest, type GitRequest, type GitServer } from './git.js'
import { answerGraphqlRequest, graphqlRequest, operationIn, type GraphqlRequest } from './graphql.js'
import { apiHeaders } from './headers.js'
import { answerPageRequest, isPageRequest } from './page.js'
import { limitMessage, type Resource } from './quota.js'
import type { RequestRecord } from './requests.js'
import { replyTo, send } from './send.js'
import { isVerdictPath } from './verdicts.js'

export interface ServerParts extends ApiParts, ControlContext, GitServer {
  readonly router: Router
  readonly clock: () => number
}

/** Answers any request: git, control API, pages, REST and GraphQL. */
export async function handle(
  parts: ServerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const address = addressOf(request)
  if (typeof address === 'string') return refuseHost(request, response, address)
  response.sendDate = false
  response.setHeader('date', new Date(parts.clock()).toUTCString())
  const exchange: Exchange = {
    ...address,
    request,
    response,
    method: request.method ?? 'GET',
    identity: identityOf(parts.world.store, request),
    requestId: randomBytes(16).toString('hex').toUpperCase(),
  }
  const git = parseGitRequest(exchange.path, exchange.url.searchParams)
  if (git) return handleGit(parts, exchange, git)
  if (exchange.path.startsWith('/_sandbox/')) return handleControl(parts, exchange)
  if (isVerdictPath(exchange.path)) return handleVerdicts(parts, exchange)
  if (isDownload(exchange))
    return send(exchange, answerDownload(parts.world, parts.artifacts, exchange), {}, null)
  const body = await readBody(request, maxBody)
  if (body === null) return refuseBody(exchange)
  if (!isPageRequest(parts.world, exchange)) return handleApi(parts, exchange, body)
  const page = await answerPageRequest(parts.world, exchange, { body, key: parts.key })
  return send(exchange, page, {}, null)
}

/** Bytes that a request may contain; the largest legitimate one creates a commit with its files. */
const maxBody = 100 * 2 ** 20

/** The rest of the body is not read, so the connection cannot be used again. */
function refuseBody(exchange: Exchange): Promise<void> {
  const refusal = new GitHubError(413, `The body is larger than ${maxBody} bytes.`)
  return send(exchange, replyTo(refusal), { connection: 'close' }, null)
}

function refuseHost(request: IncomingMessage, response: ServerResponse, reason: string): void {
  request.resume()
  response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(`${reason}\n`)
}

const json = { 'content-type': 'application/json; charset=utf-8' }

async function handleControl(parts: ServerParts, exchange: Exchange): Promise<void> {
  const refusal = controlRefusal(exchange, parts.key)
  // The body of a refused request is not read.
  if (refusal) return send(exchange, replyTo(refusal), { ...json, connection: 'close' }, null)
  let reply: Reply
  try {
    reply = await answerControl(parts, exchange, await bytesIn(exchange.request))
  } catch (error) {
    reply = replyTo(error)
  }
  await send(exchange, reply, json, null)
}

/** Answers the hook of a push. */
async function handleVerdicts({ verdicts }: ServerParts, exchange: Exchange): Promise<void> {
  const moves = parseJson(await bytesIn(exchange.request)) as readonly RefMove[]
  const reply = await verdicts
    .answer(exchange.path, moves)
    .then((body) => ({ status: 200, headers: {}, body }), replyTo)
  await send(exchange, reply, json, null)
}

/** The operation of a request, as in faults and the list of requests. */
interface Operation {
  readonly operation: string | null
  readonly write: boolean
}

async function handleApi(parts: ServerParts, exchange: Exchange, raw: Buffer): Promise<void> {
  const { method, path, identity } = exchange
  const graphql = path === '/graphql' ? parseGraphql(raw) : null
  const route = parts.router(method === 'HEAD' ? 'GET' : method, path)
  const operation: Operation = graphql?.request
    ? operationIn(graphql.request)
    : {
        operation: route?.operation ?? null,
        write: !['GET', 'HEAD', 'POST'].includes(method) || (method === 'POST' && !graphql),
      }
  const aliases = graphql?.request ? aliasesIn(graphql.request.query) : 0
  const fault = parts.faults.faultFor({
    kind: 'api',
    method,
    path,
    aliases,
    ...operation,
    ...requesterOf(identity),
  })
  if (fault?.delayMs !== undefined) await parts.faults.delay(fault.delayMs)
  if (fault?.drop === 'before') {
    record(parts, exchange, { kind: 'api', ...operation, status: 0, points: graphql ? 0 : null })
    return void exchange.request.socket.destroy()
  }
  const { world, answered } = worldFor(parts, operation, fault)
  const reply =
    fault?.status === undefined
      ? await answer({ ...parts, world }, { exchange, route, graphql, raw })
      : injected(fault)
  answered()
  const points = graphql ? (reply.points ?? 0) : null
  const status = fault?.drop === 'after' ? 0 : reply.status
  record(parts, exchange, { kind: 'api', ...operation, status, points })
  if (route && fault === null && !Buffer.isBuffer(reply.body))
    await parts.checks.response(route.operation, reply.status, reply.body)
  // GraphQL has counted its points itself; GitHub counts no 304 and no question about the limit.
  const isFree = graphql !== null || reply.status === 304 || isAboutLimit(route)
  const resource = resourceOf(exchange, graphql)
  const quota = parts.quotas.spend(asActor(identity), resource, isFree ? 0 : 1)
  await send(exchange, reply, apiHeaders(exchange, resource, quota), fault)
}

const isAboutLimit = (route: Route | null): boolean => route?.operation === rateLimitOperation

const resourceOf = ({ path }: Exchange, graphql: Graphql | null): Resource =>
  graphql ? 'graphql' : path.startsWith('/search/') ? 'search' : 'core'

/** The world for a request: reads use lists that may lag; a write with a lag fault hides the rows that it creates. */
function worldFor(
  { world, lags }: ServerParts,
  { write }: Operation,
  fault: Fault | null,
): ReturnType<Lags['reading']> {
  const lag = { reads: fault?.lagReads ?? 0, ms: fault?.lagMs ?? 0 }
  if (!write) return lags.reading(world)
  const lagging = lag.reads > 0 || lag.ms > 0
  return { world: lagging ? lags.creating(world, lag) : world, answered: () => undefined }
}

interface Graphql {
  readonly request: GraphqlRequest | null
  readonly problem: unknown
}
function parseGraphql(raw: Buffer): Graphql {
  try {
    return { request: graphqlRequest(raw), problem: null }
  } catch (problem) {
    return { request: null, problem }
  }
}

/** A REST request with its route, if the contract has one, or a GraphQL request. */
interface Call {
  readonly exchange: Exchange
  readonly route: Route | null
  readonly graphql: Graphql | null
  readonly raw: Buffer
}

async function answer(parts: ServerParts, { exchange, route, graphql, raw }: Call): Promise<Reply> {
  try {
    if (graphql?.problem) throw graphql.problem
    if (graphql) return await answerGraphqlRequest(parts, exchange, graphql.request)
    const actor = asActor(exchange.identity)
    const { remaining } = parts.quotas.of(actor, resourceOf(exchange, graphql))
    if (remaining === 0 && !isAboutLimit(route)) throw limitExceeded(actor)
    return await answerRest(parts, exchange, route, raw)
  } catch (error) {
    return replyTo(error)
  }
}

const limitExceeded = (actor: Actor | null): GitHubError =>
  new GitHubError(403, limitMessage(actor), {
    documentation: 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api',
  })

const injected = ({ status = 500, headers = {}, body }: Fault): Reply => ({
  status,
  headers,
  body: body ?? { message: 'Server Error' },
})

async function handleGit(parts: ServerParts, exchange: Exchange, call: GitRequest): Promise<void> {
  const { request, method, path, identity } = exchange
  const operation = { operation: null, write: call.rest === '/git-receive-pack', points: null }
  const fault = parts.faults.faultFor({
    kind: 'git',
    method,
    path,
    operation: null,
    ...requesterOf(identity),
  })
  if (fault?.delayMs !== undefined) await parts.faults.delay(fault.delayMs)
  if (fault?.drop === 'before') {
    record(parts, exchange, { kind: 'git', ...operation, status: 0 })
    return void request.socket.destroy()
  }
  if (fault?.status !== undefined) {
    request.resume()
    record(parts, exchange, { kind: 'git', ...operation, status: fault.status })
    return send(exchange, injected(fault), {}, fault)
  }
  const world = { ...parts.world, urls: exchange.urls }
  const status = await answerGit({ ...parts, world }, exchange, call).catch((error: unknown) =>
    refuseGit(exchange, error),
  )
  record(parts, exchange, { kind: 'git', ...operation, status })
}

/** Answers a git request that failed, so that git prints the error. */
async function refuseGit(exchange: Exchange, error: unknown): Promise<number> {
  if (exchange.response.headersSent) throw error
  exchange.request.resume()
  const { status, body } = replyTo(error)
  await send(exchange, { status, headers: {}, body }, {}, null)
  return status
}

function record(
  { world, requests }: ServerParts,
  { method, path, identity }: Exchange,
  { kind, status, operation, write, points }: Operation & Pick<RequestRecord, 'kind' | 'status' | 'points'>,
): void {
  const sender = requesterOf(identity)
  requests.add({ at: world.now(), kind, method, path, status, operation, write, points, ...sender })
}
