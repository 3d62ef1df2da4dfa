import { anything, character, takesAll, type Glob } from '../../../lib/glob.js'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault, FaultMatch } from './fault.js'
import type { RequestRecord } from '../http/requests.js'

export interface FaultTarget extends Pick<
  RequestRecord,
  'method' | 'path' | 'operation' | 'login' | 'token'
> {
  readonly kind: RequestRecord['kind'] | 'runner'
  /** The number of top-level aliases of a GraphQL document. */
  readonly aliases?: number
}

export interface FaultList {
  set(fault: Fault): void
  all(): readonly (Fault & { readonly hits: number })[]
  clear(): void
  /** Waits this number of milliseconds, or until the list is cleared. */
  delay(ms: number): Promise<void>
  /** The fault to apply to this request, which counts as one hit; null if there is none. */
  faultFor(request: FaultTarget): Fault | null
}

interface Entry {
  readonly fault: Fault
  matched: number
  hits: number
}

export function createFaultList(): FaultList {
  let entries: Entry[] = []
  let cleared = new AbortController()
  const firstMatch = (request: FaultTarget, candidates: readonly Entry[]): Fault | null => {
    for (const entry of candidates) {
      const { match, times } = entry.fault
      if (!matches(match, request)) continue
      entry.matched += 1
      if (entry.matched < (match.nth ?? 1) || entry.hits >= times) continue
      entry.hits += 1
      return entry.fault
    }
    return null
  }
  return {
    set: (fault) => void entries.push({ fault, matched: 0, hits: 0 }),
    all: () => entries.map(({ fault, hits }) => ({ ...fault, hits })),
    clear() {
      entries = []
      cleared.abort()
      cleared = new AbortController()
    },
    delay: (ms) => sleep(ms, undefined, { signal: cleared.signal }).catch(() => undefined),
    faultFor(request) {
      const isSkew = (entry: Entry): boolean => entry.fault.skewMs !== undefined
      const skew = firstMatch(request, entries.filter(isSkew))
      const other = firstMatch(
        request,
        entries.filter((entry) => !isSkew(entry)),
      )
      return skew && other ? { ...skew, ...other } : (other ?? skew)
    },
  }
}

const matches = (match: FaultMatch, request: FaultTarget): boolean =>
  (match.kind ?? 'api') === request.kind &&
  isAnyOr(match.token, request.token) &&
  isAnyOr(match.login, request.login) &&
  isAnyOr(match.method?.toUpperCase(), request.method) &&
  isAnyOr(match.operation, request.operation) &&
  (match.aliasesAbove === undefined || (request.aliases ?? 0) > match.aliasesAbove) &&
  (match.path === undefined || takesAll(globOf(match.path), request.path))

const isAnyOr = (expected: string | undefined, actual: string | null): boolean =>
  expected === undefined || expected === actual
const globOf = (path: string): Glob => [...path].map((part) => (part === '*' ? anything : character(part)))
