import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault, FaultMatch } from './fault.js'
import type { RequestRecord } from '../http/requests.js'

export interface Asked extends Pick<
  RequestRecord,
  'kind' | 'method' | 'path' | 'operation' | 'login' | 'token'
> {
  /** Of a GraphQL document: how many aliases it has at its top. */
  readonly aliases?: number
}

export interface FaultList {
  set(fault: Fault): void
  all(): readonly (Fault & { readonly hits: number })[]
  clear(): void
  /** So many milliseconds, or until the list is cleared. */
  delay(ms: number): Promise<void>
  /** The fault that strikes this request; it counts. */
  strike(asked: Asked): Fault | null
}

interface Entry {
  readonly fault: Fault
  seen: number
  hits: number
}

export function createFaultList(): FaultList {
  let set: Entry[] = []
  let cleared = new AbortController()
  const first = (asked: Asked, entries: readonly Entry[]): Fault | null => {
    for (const entry of entries) {
      const { match, times } = entry.fault
      if (!agrees(match, asked)) continue
      entry.seen += 1
      if (entry.seen < (match.nth ?? 1) || entry.hits >= times) continue
      entry.hits += 1
      return entry.fault
    }
    return null
  }
  return {
    set: (fault) => void set.push({ fault, seen: 0, hits: 0 }),
    all: () => set.map(({ fault, hits }) => ({ ...fault, hits })),
    clear() {
      set = []
      cleared.abort()
      cleared = new AbortController()
    },
    delay: (ms) => sleep(ms, undefined, { signal: cleared.signal }).catch(() => undefined),
    strike(asked) {
      const skews = (entry: Entry): boolean => entry.fault.skewMs !== undefined
      const skew = first(asked, set.filter(skews))
      const other = first(
        asked,
        set.filter((entry) => !skews(entry)),
      )
      return skew && other ? { ...skew, ...other } : (other ?? skew)
    },
  }
}

const agrees = (match: FaultMatch, asked: Asked): boolean =>
  (match.kind ?? 'api') === asked.kind &&
  same(match.token, asked.token) &&
  same(match.login, asked.login) &&
  same(match.method?.toUpperCase(), asked.method) &&
  same(match.operation, asked.operation) &&
  (match.aliasesAbove === undefined || (asked.aliases ?? 0) > match.aliasesAbove) &&
  (match.path === undefined || patternOf(match.path).test(asked.path))

const same = (wanted: string | undefined, is: string | null): boolean => wanted === undefined || wanted === is
const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  )
