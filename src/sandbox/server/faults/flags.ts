import { milliseconds } from '../../../lib/duration.js'
import type { FaultKind } from './fault.js'

/** The flags of `rel sandbox fault`. */
export interface FaultFlags {
  readonly times?: number | undefined
  readonly status?: number | undefined
  readonly for?: string | undefined
  readonly bytes?: number | undefined
  readonly above?: number | undefined
  readonly reads?: number | undefined
  readonly git?: boolean | undefined
  readonly token?: string | undefined
  readonly login?: string | undefined
  readonly method?: string | undefined
  readonly path?: string | undefined
  readonly operation?: string | undefined
  readonly nth?: number | undefined
}

/** The field that `--for` sets, and the milliseconds of its unit. */
const durations: Partial<Record<FaultKind, readonly [field: string, milliseconds: number]>> = {
  delay: ['delayMs', 1],
  hold: ['holdMs', 1],
  'list-lag': ['lagMs', 1],
  'run-lag': ['lagMs', 1],
  'deployment-lag': ['lagMs', 1],
  'clock-skew': ['skewMs', 1],
  'primary-limit': ['seconds', 1000],
  'graphql-limit': ['seconds', 1000],
  'secondary-limit': ['seconds', 1000],
}
const kindsOfFlag: Readonly<Record<'bytes' | 'above' | 'reads', readonly FaultKind[]>> = {
  bytes: ['truncate'],
  above: ['too-many-aliases'],
  reads: ['list-lag', 'run-lag'],
}

/** The body for `POST /_sandbox/faults`, or an error message. */
export function faultFromFlags(
  kind: FaultKind,
  flags: FaultFlags,
): Readonly<Record<string, unknown>> | string {
  for (const [flag, kinds] of Object.entries(kindsOfFlag) as [
    keyof typeof kindsOfFlag,
    readonly FaultKind[],
  ][])
    if (flags[flag] !== undefined && !kinds.includes(kind))
      return `--${flag} can only be used with ${kinds.join(' and ')}`
  const time = flags.for === undefined ? {} : timeOf(kind, flags.for)
  if (typeof time === 'string') return time
  const { git, token, login, method, path, operation, nth } = flags
  const match = defined({
    token,
    login,
    method,
    path,
    operation,
    nth,
    kind: git === true ? 'git' : undefined,
  })
  return {
    kind,
    ...defined({
      times: flags.times,
      status: flags.status,
      truncate: flags.bytes,
      aliases: flags.above,
      lagReads: flags.reads,
    }),
    ...time,
    match,
  }
}

/** The field for a `--for` duration; a clock skew can be negative: -5m. */
function timeOf(kind: FaultKind, duration: string): Readonly<Record<string, number>> | string {
  const [field, unit] = durations[kind] ?? []
  if (field === undefined || unit === undefined)
    return `--for can only be used with ${Object.keys(durations).join(', ')}`
  const negative = kind === 'clock-skew' && duration.startsWith('-')
  const time = milliseconds(negative ? duration.slice(1) : duration)
  if (time === null) return `Invalid duration "${duration}"; use for example 500ms, 90s, 30m, 72h or 7d`
  return { [field]: (negative ? -time : time) / unit }
}

const defined = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const shownFields = ['status', 'delayMs', 'holdMs', 'drop', 'truncate', 'lagReads', 'lagMs', 'skewMs']

/** One line of text about a fault. */
export function faultLine(fault: Readonly<Record<string, unknown>>): string {
  const fieldsText = (from: object, names: readonly string[]): string =>
    Object.entries(from)
      .filter(([name]) => names.includes(name))
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(' ')
  const match = (fault['match'] ?? {}) as object
  const target = fieldsText(match, Object.keys(match)) || 'any request'
  const hits =
    fault['hits'] === undefined ? '' : `, ${String(fault['hits'])} of ${String(fault['times'])} times`
  return `${String(fault['kind'] ?? 'fault')} (${fieldsText(fault, shownFields)}) on ${target}${hits}`
}
