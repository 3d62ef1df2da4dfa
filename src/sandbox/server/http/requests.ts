/** An entry of the list of requests (GET /_sandbox/requests). */
export interface RequestRecord {
  readonly at: string
  readonly kind: 'api' | 'git'
  readonly method: string
  /** Without the prefix /api/v3 and without the query. */
  readonly path: string
  readonly status: number
  /** The operationId of REST, or the name of the GraphQL operation. */
  readonly operation: string | null
  /** Whether the request is a write, even if it was refused. */
  readonly write: boolean
  /** The points that a GraphQL request spent; null for REST and git. */
  readonly points: number | null
  readonly login: string | null
  readonly token: 'user' | 'workflow' | 'none'
}

/** The requests that the server has answered. The status of a dropped connection is 0. */
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
