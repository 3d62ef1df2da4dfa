import type { RequestRecord } from './requests.js'

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
}

export interface Fault {
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
}

export type Asked = Pick<RequestRecord, 'kind' | 'method' | 'path' | 'operation' | 'login' | 'token'>

export interface FaultList {
  set(fault: Fault): void
  all(): readonly (Fault & { readonly hits: number })[]
  clear(): void
  /** The fault that strikes this request; it counts. */
  strike(asked: Asked): Fault | null
}

export function createFaultList(): FaultList {
  let set: { readonly fault: Fault; seen: number; hits: number }[] = []
  return {
    set: (fault) => void set.push({ fault, seen: 0, hits: 0 }),
    all: () => set.map(({ fault, hits }) => ({ ...fault, hits })),
    clear: () => void (set = []),
    strike(asked) {
      for (const entry of set) {
        const { match, times } = entry.fault
        if (!agrees(match, asked)) continue
        entry.seen += 1
        if (entry.seen < (match.nth ?? 1) || entry.hits >= times) continue
        entry.hits += 1
        return entry.fault
      }
      return null
    },
  }
}

const agrees = (match: FaultMatch, asked: Asked): boolean =>
  (match.kind ?? 'api') === asked.kind &&
  same(match.token, asked.token) &&
  same(match.login, asked.login) &&
  same(match.method?.toUpperCase(), asked.method) &&
  same(match.operation, asked.operation) &&
  (match.path === undefined || patternOf(match.path).test(asked.path))

const same = (wanted: string | undefined, is: string | null): boolean => wanted === undefined || wanted === is
const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  )

/** What a script sent as a fault, or what is wrong with it. */
export function faultFrom(body: unknown): Fault | string {
  if (typeof body !== 'object' || body === null) return 'A fault is a JSON object.'
  const fault = body as Record<string, unknown>
  const unknown = Object.keys(fault).filter((key) => !faultKeys.has(key))
  if (unknown.length > 0) return `Unknown: ${unknown.join(', ')}. Known: ${[...faultKeys].join(', ')}.`
  const match = fault['match'] ?? {}
  if (typeof match !== 'object' || match === null) return '"match" is an object.'
  const strange = Object.keys(match).filter((key) => !matchKeys.has(key))
  if (strange.length > 0)
    return `Unknown in "match": ${strange.join(', ')}. Known: ${[...matchKeys].join(', ')}.`
  const times = fault['times'] ?? 1
  if (typeof times !== 'number' || times < 1) return '"times" is a number from 1 on.'
  return { ...(fault as unknown as Fault), match: match as FaultMatch, times }
}
const faultKeys = new Set([
  'match',
  'times',
  'status',
  'headers',
  'body',
  'delayMs',
  'holdMs',
  'drop',
  'truncate',
])
const matchKeys = new Set(['kind', 'token', 'login', 'method', 'path', 'operation', 'nth'])
