import { notFound, GitHubError } from '../errors.js'
import { repositoryByName } from '../rules/access/access-by-name.js'
import { assumptionsOf, setAssumptions } from '../rules/assumptions.js'
import type { Assumptions } from '../state/assumptions.js'
import type { World } from '../world.js'
import { bodyAs } from './body.js'
import { parseJson } from './http/api.js'
import type { Exchange, Reply } from './http/exchange.js'
import { clockState, setClock } from './clock.js'
import type { Lags } from './faults/lag.js'
import type { FaultList } from './faults/faults.js'
import { untilIdle } from './idle.js'
import type { Quotas } from './http/quota.js'
import type { RequestList } from './http/requests.js'
import { answerRunner } from './runner-api/routes.js'
import type { Checks } from './http/strict.js'

export interface ControlContext {
  readonly world: World
  readonly requests: RequestList
  readonly faults: FaultList
  readonly lags: Lags
  /** The sandbox's time, in milliseconds. */
  readonly clock: () => number
  /** The key that requests must contain. */
  readonly key: string
  readonly checks: Checks
  readonly quotas: Quotas
  /** The result of `rel sandbox status`. */
  readonly status: () => unknown
  /** The folder of the images. */
  readonly images: string
  /** The folder of the artifacts. */
  readonly artifacts: string
  /** Clones a repository beside the other clones; null if its folder exists and is something else. */
  readonly clone: (repository: string) => Promise<string | null>
}

const json = { 'content-type': 'application/json; charset=utf-8' }
const ok = (body: unknown): Reply => ({ status: 200, headers: json, body })
const created = (body: unknown): Reply => ({ ...ok(body), status: 201 })
const noContent: Reply = { status: 204, headers: {} }

/** Answers the control API under /_sandbox, for requests with the key; it is not in the list of requests. Loads zod on first use: it is large. */
export async function answerControl(
  context: ControlContext,
  exchange: Exchange,
  raw: Buffer,
): Promise<Reply> {
  const { method, path } = exchange
  const { world, requests, faults, lags, checks, clock, quotas } = context
  const handlers: Readonly<Record<string, () => Reply | Promise<Reply>>> = {
    'GET /_sandbox/requests': () => ok(requests.all()),
    'DELETE /_sandbox/requests': () => (requests.clear(), noContent),
    'GET /_sandbox/faults': () => ok(faults.all()),
    'DELETE /_sandbox/faults': () => (faults.clear(), lags.clear(), noContent),
    'POST /_sandbox/faults': async () => {
      const { faultFromBody } = await import('./faults/read.js')
      const fault = faultFromBody(parseJson(raw), clock())
      if (typeof fault === 'string') throw new GitHubError(422, fault)
      faults.set(fault)
      return created(fault)
    },
    'GET /_sandbox/clock': () => ok(clockState(world, clock)),
    'POST /_sandbox/clock': () => ok(setClock(world, clock, objectIn(raw))),
    'POST /_sandbox/seed': async () => {
      const { seed } = await import('../seed/seed.js')
      return ok(await seed(world, clock(), objectIn(raw)))
    },
    'GET /_sandbox/imports': () =>
      ok(
        world.store
          .all('repositories')
          .filter(({ importedFrom }) => typeof importedFrom === 'string')
          .map(({ owner, name, importedFrom }) => ({ as: `${owner}/${name}`, path: importedFrom })),
      ),
    'POST /_sandbox/import': async () => {
      const { importRepository, importShape } = await import('./import.js')
      return ok(await importRepository(world, context.images, bodyAs(importShape, objectIn(raw))))
    },
    'POST /_sandbox/clones': async () =>
      created({ clone: await context.clone(String(objectIn(raw)['repository'])) }),
    'POST /_sandbox/tokens': async () => {
      const { addToken, tokenShape } = await import('./fixtures.js')
      return created(addToken(world, bodyAs(tokenShape, objectIn(raw))))
    },
    'POST /_sandbox/forks': async () => {
      const { addFork, forkShape } = await import('./fixtures.js')
      return created(await addFork(world, bodyAs(forkShape, objectIn(raw))))
    },
    'POST /_sandbox/plans': async () => {
      const { planShape, setPlan } = await import('./fixtures.js')
      return ok(setPlan(world, bodyAs(planShape, objectIn(raw))))
    },
    'GET /_sandbox/assumptions': () => ok(assumptionsView(assumptionsOf(world))),
    'POST /_sandbox/assumptions': async () => {
      const { assumptionsShape } = await import('./fixtures.js')
      return ok(assumptionsView(setAssumptions(world, bodyAs(assumptionsShape, objectIn(raw)))))
    },
    'POST /_sandbox/limits': async () => {
      const { limitShape, setLimit } = await import('./fixtures.js')
      return ok(setLimit(world, quotas, bodyAs(limitShape, objectIn(raw))))
    },
    'GET /_sandbox/deviations': () => ok(checks.deviations()),
    'GET /_sandbox/status': () => ok(context.status()),
    'GET /_sandbox/idle': async () => {
      const { searchParams: query } = exchange.url
      const name = query.get('repository')
      const repository = name === null ? null : repositoryByName(world, name).id
      return ok(await untilIdle(world, Number(query.get('timeout') ?? 60) || 0, repository))
    },
  }
  const handler = handlers[`${method} ${path}`]
  if (handler) return handler()
  const isJson = exchange.request.headers['content-type'] !== 'application/zip' && raw.length > 0
  const parts = { world: runnerWorld(context, exchange), artifacts: context.artifacts, bytes: raw }
  const reply = await answerRunner(parts, exchange, () => (isJson ? objectIn(raw) : {}))
  if (!reply) throw notFound()
  return reply
}

/** The world for a request of the runner; a lag fault hides the deployment that a job creates. */
function runnerWorld({ world, faults, lags }: ControlContext, { method, path }: Exchange): World {
  const fault = faults.faultFor({ kind: 'runner', method, path, operation: null, login: null, token: 'none' })
  if (fault?.lagReads === undefined && fault?.lagMs === undefined) return world
  return lags.creating(world, { reads: fault.lagReads ?? 0, ms: fault.lagMs ?? 0, table: 'deployments' })
}

const assumptionsView = ({ renamedJobs, localWorkflows }: Assumptions): unknown => ({
  renamedJobs,
  localWorkflows,
})

function objectIn(raw: Buffer): Readonly<Record<string, unknown>> {
  const body = parseJson(raw)
  if (typeof body !== 'object' || body === null) throw new GitHubError(422, 'The body must be a JSON object')
  return body as Record<string, unknown>
}
