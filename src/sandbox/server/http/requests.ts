/** A line of the list of requests (GET /_sandbox/requests). */
export interface RequestRecord {
  readonly at: string
  readonly kind: 'api' | 'git'
  readonly method: string
  /** Without the prefix /api/v3 and without the query. */
  readonly path: string
  readonly status: number
  /** The operationId of REST, or the name that a GraphQL document gives its operation. */
  readonly operation: string | null
  /** Does it ask for a change (also one that was refused)? */
  readonly write: boolean
  readonly login: string | null
  readonly token: 'user' | 'workflow' | 'none'
}

/** A connection that was dropped has no status; it is listed as 0. */
export interface RequestList {
  add(record: RequestRecord): void
  all(): readonly RequestRecord[]
  clear(): void
}

export function createRequestList(): RequestList {
  let records: RequestRecord[] = []
  return {
    add: (record) => void records.push(record),
    all: () => records,
    clear: () => void (records = []),
  }
}
