import { tables, type TableName } from './tables.js'

export type Key = string | number

/** Rows in the order of their insertion into the table; sorted again on a read if a row was added out of order. */
interface OrderedRows {
  rows: Map<Key, unknown>
  last: number
  sorted: boolean
}

/** The rows of a table, all and by index. `positions` has the insertion order. */
export interface TableIndex {
  readonly table: TableName
  readonly all: OrderedRows
  readonly indexes: Readonly<Record<string, Map<Key, OrderedRows>>>
  readonly positions: Map<Key, number>
  next: number
}

/** A row before a change, to roll the change back. */
export interface PreviousRow {
  readonly row: unknown
  readonly position: number | undefined
}

const emptyRows = (): OrderedRows => ({ rows: new Map(), last: -1, sorted: true })

export const emptyTableIndex = (table: TableName): TableIndex => ({
  table,
  all: emptyRows(),
  indexes: Object.fromEntries(Object.keys(tables[table].indexes).map((name) => [name, new Map()])),
  positions: new Map(),
  next: 0,
})

export const previousRow = ({ all, positions }: TableIndex, key: Key): PreviousRow => ({
  row: all.rows.get(key) ?? null,
  position: positions.get(key),
})

/**
 * Sets a row in the table and its indexes, or (null) removes it. An updated row keeps its position, whatever indexes it leaves
 * and enters; `position` restores the position of a row after a rollback.
 */
export function setRow(tableIndex: TableIndex, key: Key, row: unknown, position?: number): void {
  const { all, indexes } = tableIndex
  const old = all.rows.get(key)
  const order = position ?? tableIndex.positions.get(key) ?? tableIndex.next++
  if (row === null) tableIndex.positions.delete(key)
  else tableIndex.positions.set(key, order)
  for (const [name, valueOf] of Object.entries(tables[tableIndex.table].indexes) as [
    string,
    (row: unknown) => Key | null,
  ][]) {
    const index = indexes[name] ?? new Map<Key, OrderedRows>()
    const from = old === undefined ? null : valueOf(old)
    const to = row === null ? null : valueOf(row)
    if (from !== null && from !== to) index.get(from)?.rows.delete(key)
    if (to === null) continue
    const rows = index.get(to) ?? emptyRows()
    index.set(to, rows)
    addToRows(rows, key, row, order)
  }
  if (row === null) all.rows.delete(key)
  else addToRows(all, key, row, order)
}

function addToRows(ordered: OrderedRows, key: Key, row: unknown, position: number): void {
  if (!ordered.rows.has(key)) {
    if (position < ordered.last) ordered.sorted = false
    else ordered.last = position
  }
  ordered.rows.set(key, row)
}

/** The rows of the table or of an index value, oldest first. */
export function inOrder({ positions }: TableIndex, ordered: OrderedRows | undefined): Map<Key, unknown> {
  if (!ordered) return new Map()
  if (!ordered.sorted) {
    const position = ([key]: readonly [Key, unknown]): number => positions.get(key) ?? 0
    ordered.rows = new Map([...ordered.rows].toSorted((left, right) => position(left) - position(right)))
    ordered.sorted = true
  }
  return ordered.rows
}
