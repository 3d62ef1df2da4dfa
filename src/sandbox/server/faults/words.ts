import { milliseconds } from '../../../lib/duration.js'
import type { FaultKind } from './fault.js'

/** What people may say about a fault in a terminal. */
export interface FaultWords {
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

/** What `--for` is about, in which unit. */
const durations: Partial<Record<FaultKind, readonly [field: string, milliseconds: number]>> = {
  delay: ['delayMs', 1],
  hold: ['holdMs', 1],
  'list-lag': ['lagMs', 1],
  'run-lag': ['lagMs', 1],
  'clock-skew': ['skewMs', 1],
  'primary-limit': ['seconds', 1000],
  'graphql-limit': ['seconds', 1000],
  'secondary-limit': ['seconds', 1000],
}
const only: Readonly<Record<'bytes' | 'above' | 'reads', readonly FaultKind[]>> = {
  bytes: ['truncate'],
  above: ['too-many-aliases'],
  reads: ['list-lag', 'run-lag'],
}

/** The fault as `POST /_sandbox/faults` takes it, or what is wrong with the words. */
export function faultOf(kind: FaultKind, words: FaultWords): Readonly<Record<string, unknown>> | string {
  for (const [flag, kinds] of Object.entries(only) as [keyof typeof only, readonly FaultKind[]][])
    if (words[flag] !== undefined && !kinds.includes(kind)) return `--${flag} is for ${kinds.join(' and ')}.`
  const time = words.for === undefined ? {} : timeOf(kind, words.for)
  if (typeof time === 'string') return time
  const { git, token, login, method, path, operation, nth } = words
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
      times: words.times,
      status: words.status,
      truncate: words.bytes,
      aliases: words.above,
      lagReads: words.reads,
    }),
    ...time,
    match,
  }
}

/** A skew may go back: -5m. */
function timeOf(kind: FaultKind, words: string): Readonly<Record<string, number>> | string {
  const [field, unit] = durations[kind] ?? []
  if (field === undefined || unit === undefined) return `--for is for ${Object.keys(durations).join(', ')}.`
  const back = kind === 'clock-skew' && words.startsWith('-')
  const time = milliseconds(back ? words.slice(1) : words)
  if (time === null) return `--for is a duration such as 500ms, 90s, 30m, 72h or 7d.`
  return { [field]: (back ? -time : time) / unit }
}

const defined = (words: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined))

const shownFields = ['status', 'delayMs', 'holdMs', 'drop', 'truncate', 'lagReads', 'lagMs', 'skewMs']

/** A fault in one line. */
export function faultLine(fault: Readonly<Record<string, unknown>>): string {
  const words = (from: object, names: readonly string[]): string =>
    Object.entries(from)
      .filter(([name]) => names.includes(name))
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(' ')
  const match = (fault['match'] ?? {}) as object
  const where = words(match, Object.keys(match)) || 'any request'
  const hits =
    fault['hits'] === undefined ? '' : `, ${String(fault['hits'])} of ${String(fault['times'])} times`
  return `${String(fault['kind'] ?? 'fault')} (${words(fault, shownFields)}) on ${where}${hits}`
}
