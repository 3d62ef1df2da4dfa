import type { RequestRecord } from '../http/requests.js'

/** The ready-made faults. */
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
  'clock-skew',
] as const
export type FaultKind = (typeof faultNames)[number]

/** Which requests go wrong: those that agree in everything that is named. `path` may hold `*`, which stands for anything. */
export interface FaultMatch {
  readonly kind?: 'api' | 'git'
  readonly token?: RequestRecord['token']
  readonly login?: string
  readonly method?: string
  readonly path?: string
  readonly operation?: string
  /** Only from the nth matching request on, counted since the fault was set. */
  readonly nth?: number
  /** Only GraphQL documents with more than that many aliases at their top. */
  readonly aliasesAbove?: number
}

export interface Fault {
  /** The ready-made fault that this one was made of. */
  readonly kind?: FaultKind
  readonly match: FaultMatch
  /** How many requests go wrong before the fault is used up. */
  readonly times: number
  /** Answered instead of handling the request. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly delayMs?: number
  /** The request is handled at once; its answer is held. */
  readonly holdMs?: number
  readonly drop?: 'before' | 'after'
  /** Only that many bytes of the body are sent before the connection breaks; true: half of them. */
  readonly truncate?: number | boolean
  /** What the request creates is missing from lists for so many reads, or so long (milliseconds). */
  readonly lagReads?: number
  readonly lagMs?: number
  /** The Date header is ahead by so many milliseconds. Such a fault strikes together with another one. */
  readonly skewMs?: number
}
