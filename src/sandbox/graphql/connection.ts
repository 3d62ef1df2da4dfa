import { FieldError } from './errors.js'

/** The arguments of every connection. */
export interface PageArguments {
  readonly first?: number | null
  readonly last?: number | null
  readonly after?: string | null
  readonly before?: string | null
}

/** How the rows of a connection become nodes and edges. */
interface RowMapping<Row> {
  /** The key of a row in cursors. */
  readonly keyOf: (row: Row) => string | number
  readonly nodeOf: (row: Row) => unknown
  /** More fields of the edge. */
  readonly edgeOf?: (row: Row) => object
}

/**
 * A page of a list. A cursor has the key and the index of a row, so that the next page starts at the right place even if the
 * row has left the list. Only the rows of the page become nodes.
 */
export function connection<Row>(
  rows: readonly Row[],
  page: PageArguments,
  { keyOf, nodeOf, edgeOf = () => ({}) }: RowMapping<Row>,
) {
  const start = page.after == null ? 0 : indexOf(rows, keyOf, page.after, 'after')
  const end = page.before == null ? rows.length : indexOf(rows, keyOf, page.before, 'before')
  const from = page.first == null && page.last != null ? Math.max(start, end - page.last) : start
  const to = page.first == null ? end : Math.min(end, start + page.first)
  const first = page.first != null && page.last != null ? Math.max(from, to - page.last) : from
  const rowsOfPage = rows.slice(first, Math.max(first, to))
  const cursor = (index: number): string => toCursor(first + index, keyOf(rowsOfPage[index]!))
  return {
    totalCount: rows.length,
    nodes: () => rowsOfPage.map(nodeOf),
    edges: () =>
      rowsOfPage.map((row, index) => ({ node: nodeOf(row), cursor: cursor(index), ...edgeOf(row) })),
    pageInfo: {
      hasPreviousPage: first > 0,
      hasNextPage: first + rowsOfPage.length < rows.length,
      startCursor: rowsOfPage.length > 0 ? cursor(0) : null,
      endCursor: rowsOfPage.length > 0 ? cursor(rowsOfPage.length - 1) : null,
    },
    size: rowsOfPage.length,
  }
}
export type Connection = ReturnType<typeof connection>

/** An empty connection. */
export const emptyConnection = (): Connection =>
  connection<never>([], {}, { keyOf: () => '', nodeOf: () => null })

const toCursor = (index: number, key: string | number): string =>
  Buffer.from(`cursor:v2:${JSON.stringify([index, key])}`).toString('base64')

function indexOf<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | number,
  cursor: string,
  argument: 'after' | 'before',
): number {
  const [index, key] = fromCursor(cursor)
  const found =
    rows[index] !== undefined && keyOf(rows[index]) === key
      ? index
      : rows.findIndex((row) => keyOf(row) === key)
  if (found < 0) return Math.min(index, rows.length)
  return argument === 'after' ? found + 1 : found
}

function fromCursor(cursor: string): [index: number, key: string | number] {
  const [, index, key] = /^cursor:v2:\[(\d+),(.*)\]$/.exec(Buffer.from(cursor, 'base64').toString()) ?? []
  if (index === undefined || key === undefined)
    throw new FieldError('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`)
  return [Number(index), JSON.parse(key) as string | number]
}
