import { tables, type TableName } from './tables.js'

export type Key = string | number

/** Rows in the order in which they came to their table; put in order again when they are read, if one came back late. */
interface Queue {
  rows: Map<Key, unknown>
  last: number
  sorted: boolean
}

/** The rows of one table, all and by index. `born` says which came first. */
export interface TableIndex {
  readonly table: TableName
  readonly all: Queue
  readonly indexes: Readonly<Record<string, Map<Key, Queue>>>
  readonly born: Map<Key, number>
  next: number
}

/** What a row was before a change, so that the change can be taken back without a trace. */
export interface Before {
  readonly row: unknown
  readonly born: number | undefined
}

const emptyQueue = (): Queue => ({ rows: new Map(), last: -1, sorted: true })

export const emptyTableIndex = (table: TableName): TableIndex => ({
  table,
  all: emptyQueue(),
  indexes: Object.fromEntries(Object.keys(tables[table].indexes).map((name) => [name, new Map()])),
  born: new Map(),
  next: 0,
})

export const before = ({ all, born }: TableIndex, key: Key): Before => ({
  row: all.rows.get(key) ?? null,
  born: born.get(key),
})

/**
 * Puts a row where the table and its indexes find it, or (null) takes it away. A row that stays keeps its place in the order,
 * whatever indexes it leaves and comes back to; `born`: the place of one that is put back.
 */
export function place(tableIndex: TableIndex, key: Key, row: unknown, born?: number): void {
  const { all, indexes } = tableIndex
  const old = all.rows.get(key)
  const turn = born ?? tableIndex.born.get(key) ?? tableIndex.next++
  if (row === null) tableIndex.born.delete(key)
  else tableIndex.born.set(key, turn)
  for (const [name, valueOf] of Object.entries(tables[tableIndex.table].indexes) as [
    string,
    (row: unknown) => Key | null,
  ][]) {
    const index = indexes[name] ?? new Map<Key, Queue>()
    const from = old === undefined ? null : valueOf(old)
    const to = row === null ? null : valueOf(row)
    if (from !== null && from !== to) index.get(from)?.rows.delete(key)
    if (to === null) continue
    const queue = index.get(to) ?? emptyQueue()
    index.set(to, queue)
    enqueue(queue, key, row, turn)
  }
  if (row === null) all.rows.delete(key)
  else enqueue(all, key, row, turn)
}

function enqueue(queue: Queue, key: Key, row: unknown, turn: number): void {
  if (!queue.rows.has(key)) {
    if (turn < queue.last) queue.sorted = false
    else queue.last = turn
  }
  queue.rows.set(key, row)
}

/** The rows of the table, or those that an index has under a value, oldest first. */
export function inOrder({ born }: TableIndex, queue: Queue | undefined): Map<Key, unknown> {
  if (!queue) return new Map()
  if (!queue.sorted) {
    const turn = ([key]: readonly [Key, unknown]): number => born.get(key) ?? 0
    queue.rows = new Map([...queue.rows].toSorted((one, other) => turn(one) - turn(other)))
    queue.sorted = true
  }
  return queue.rows
}
