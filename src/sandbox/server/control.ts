import { notFound, GitHubError } from '../errors.js'
import { parseJson } from './api.js'
import type { Exchange, Reply } from './exchange.js'
import { faultFrom, type FaultList } from './faults.js'
import type { RequestList } from './requests.js'
import type { Checks } from './strict.js'

export interface Controls {
  readonly requests: RequestList
  readonly faults: FaultList
  readonly checks: Checks
  /** What `rel sandbox status` shows. */
  readonly status: () => unknown
}

const json = { 'content-type': 'application/json; charset=utf-8' }
const ok = (body: unknown): Reply => ({ status: 200, headers: json, body })
const done: Reply = { status: 204, headers: {} }

/** The sandbox's own switches under /_sandbox: no token, never listed. */
export function answerControl(controls: Controls, { method, path }: Exchange, raw: Buffer): Reply {
  const { requests, faults, checks } = controls
  const table: Readonly<Record<string, () => Reply>> = {
    'GET /_sandbox/requests': () => ok(requests.all()),
    'DELETE /_sandbox/requests': () => (requests.clear(), done),
    'GET /_sandbox/faults': () => ok(faults.all()),
    'DELETE /_sandbox/faults': () => (faults.clear(), done),
    'POST /_sandbox/faults': () => {
      const fault = faultFrom(parseJson(raw))
      if (typeof fault === 'string') throw new GitHubError(422, fault)
      faults.set(fault)
      return { ...ok(fault), status: 201 }
    },
    'GET /_sandbox/deviations': () => ok(checks.deviations()),
    'GET /_sandbox/status': () => ok(controls.status()),
    // Nothing runs yet that one could wait for.
    'GET /_sandbox/idle': () => ok({ idle: true }),
  }
  const answer = table[`${method} ${path}`]
  if (!answer) throw notFound()
  return answer()
}
