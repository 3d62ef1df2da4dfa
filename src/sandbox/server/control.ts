import { notFound, GitHubError } from '../errors.js'
import type { World } from '../world.js'
import { parseJson } from './api.js'
import { castFork, castToken } from './cast.js'
import type { Exchange, Reply } from './exchange.js'
import { faultFrom, type FaultList } from './faults.js'
import type { RequestList } from './requests.js'
import type { Checks } from './strict.js'

export interface Controls {
  readonly world: World
  readonly requests: RequestList
  readonly faults: FaultList
  readonly checks: Checks
  /** What `rel sandbox status` shows. */
  readonly status: () => unknown
}

const json = { 'content-type': 'application/json; charset=utf-8' }
const ok = (body: unknown): Reply => ({ status: 200, headers: json, body })
const made = (body: unknown): Reply => ({ ...ok(body), status: 201 })
const done: Reply = { status: 204, headers: {} }

/** The sandbox's own switches under /_sandbox: no token, never listed. */
export async function answerControl(
  controls: Controls,
  { method, path }: Exchange,
  raw: Buffer,
): Promise<Reply> {
  const { world, requests, faults, checks } = controls
  const table: Readonly<Record<string, () => Reply | Promise<Reply>>> = {
    'GET /_sandbox/requests': () => ok(requests.all()),
    'DELETE /_sandbox/requests': () => (requests.clear(), done),
    'GET /_sandbox/faults': () => ok(faults.all()),
    'DELETE /_sandbox/faults': () => (faults.clear(), done),
    'POST /_sandbox/faults': () => {
      const fault = faultFrom(parseJson(raw))
      if (typeof fault === 'string') throw new GitHubError(422, fault)
      faults.set(fault)
      return made(fault)
    },
    'POST /_sandbox/tokens': () => made(castToken(world, wishIn(raw))),
    'POST /_sandbox/forks': async () => made(await castFork(world, wishIn(raw))),
    'GET /_sandbox/deviations': () => ok(checks.deviations()),
    'GET /_sandbox/status': () => ok(controls.status()),
    // Nothing runs yet that one could wait for.
    'GET /_sandbox/idle': () => ok({ idle: true }),
  }
  const answer = table[`${method} ${path}`]
  if (!answer) throw notFound()
  return answer()
}

function wishIn(raw: Buffer): Readonly<Record<string, unknown>> {
  const body = parseJson(raw)
  if (typeof body !== 'object' || body === null) throw new GitHubError(422, 'A JSON object is wanted.')
  return body as Record<string, unknown>
}
