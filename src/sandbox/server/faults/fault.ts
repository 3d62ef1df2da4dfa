import type { RequestRecord } from '../http/requests.js'

/** The predefined faults. */
export const faultNames = [
  'status',
  'delay',
  'hold',
  'drop-before',
  'drop-after',
  'truncate',
  'primary-limit',
  'graphql-limit',
  'secondary-limit',
  'resource-limits',
  'too-many-aliases',
  'list-lag',
  'run-lag',
  'deployment-lag',
  'clock-skew',
] as const
export type FaultKind = (typeof faultNames)[number]

/** The requests that a fault applies to: those that match all given fields. `*` in `path` matches any text. */
export interface FaultMatch {
  /** `runner`: requests of the sandbox's own runner, which only lags apply to. */
  readonly kind?: 'api' | 'git' | 'runner'
  readonly token?: RequestRecord['token']
  readonly login?: string
  readonly method?: string
  readonly path?: string
  readonly operation?: string
  /** Only from the nth matching request on, counted since the fault was set. */
  readonly nth?: number
  /** Only GraphQL documents with more than this number of top-level aliases. */
  readonly aliasesAbove?: number
}

export interface Fault {
  /** The predefined fault that this one is based on. */
  readonly kind?: FaultKind
  readonly match: FaultMatch
  /** The number of requests that the fault applies to. */
  readonly times: number
  /** The status to answer with instead of handling the request. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly delayMs?: number
  /** The request is handled at once, and its response is sent after this delay. */
  readonly holdMs?: number
  readonly drop?: 'before' | 'after'
  /** The connection is closed after this number of bytes of the body; true: after half of them. */
  readonly truncate?: number | boolean
  /** Objects that the request creates are missing from lists for this number of reads. */
  readonly lagReads?: number
  /** The same, for this number of milliseconds. */
  readonly lagMs?: number
  /** Milliseconds by which the Date header is ahead. Such a fault is combined with another fault of the same request. */
  readonly skewMs?: number
}
