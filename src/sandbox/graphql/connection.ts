import { FieldError } from './errors.js'

/** The arguments of every connection, and what GitHub allows in them. */
export interface PageArguments {
  readonly first?: number | null
  readonly last?: number | null
  readonly after?: string | null
  readonly before?: string | null
}

/** How the rows of a connection are shown. */
interface Shown<Row> {
  /** What a cursor names a row by. */
  readonly keyOf: (row: Row) => string | number
  readonly nodeOf: (row: Row) => unknown
  /** What the edges say besides. */
  readonly edgeOf?: (row: Row) => object
}

/**
 * A page of a list. A cursor names the row and the place it had, so that a page goes on where the last one ended even when
 * that row has left the list since. Nothing but the rows of the page is turned into nodes.
 */
export function connection<Row>(
  rows: readonly Row[],
  page: PageArguments,
  { keyOf, nodeOf, edgeOf = () => ({}) }: Shown<Row>,
) {
  const start = page.after == null ? 0 : placeOf(rows, keyOf, page.after, 'after')
  const end = page.before == null ? rows.length : placeOf(rows, keyOf, page.before, 'before')
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

/** What a repository truly has none of. */
export const none = (): Connection => connection<never>([], {}, { keyOf: () => '', nodeOf: () => null })

const toCursor = (place: number, key: string | number): string =>
  Buffer.from(`cursor:v2:${JSON.stringify([place, key])}`).toString('base64')

function placeOf<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | number,
  cursor: string,
  argument: 'after' | 'before',
): number {
  const [place, key] = fromCursor(cursor)
  const found =
    rows[place] !== undefined && keyOf(rows[place]) === key
      ? place
      : rows.findIndex((row) => keyOf(row) === key)
  if (found < 0) return Math.min(place, rows.length)
  return argument === 'after' ? found + 1 : found
}

function fromCursor(cursor: string): [place: number, key: string | number] {
  const [, place, key] = /^cursor:v2:\[(\d+),(.*)\]$/.exec(Buffer.from(cursor, 'base64').toString()) ?? []
  if (place === undefined || key === undefined)
    throw new FieldError('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`)
  return [Number(place), JSON.parse(key) as string | number]
}
