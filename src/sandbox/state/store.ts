import { GitHubError } from '../errors.js'
import { openJournal, type Change } from './journal.js'
import { tables, type IndexOf, type Rows, type TableName } from './tables.js'

type Key = string | number
interface Shelf {
  readonly rows: Map<Key, unknown>
  readonly indexes: Record<string, Map<Key, Map<Key, unknown>>>
}

/** Writes of one transaction: seen at once by those who read, kept together or not at all. */
export interface Transaction {
  put<T extends TableName>(table: T, row: Rows[T]): Rows[T]
  remove<T extends TableName>(table: T, row: Rows[T]): void
}
export type Store = ReturnType<typeof openStore>

/**
 * The state of the embedded GitHub: tables in memory, every transaction one line of the journal before it is answered.
 * `path`: the journal's file. A transaction that cannot be written has not happened, and is refused with status 507.
 */
export function openStore(path: string) {
  const shelves = Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [name, emptyShelf(Object.keys(table.indexes))]),
  ) as Record<TableName, Shelf>
  const journal = openJournal(path, ([table, key, row]) => {
    if (!(table in shelves)) throw new Error(`There is no table ${table}.`)
    place(shelves[table], table, key, row)
  })
  const size = (): number => Object.values(shelves).reduce((sum, { rows }) => sum + rows.size, 0)
  const compact = (): void =>
    journal.rewrite(
      Object.entries(shelves).flatMap(([table, { rows }]) =>
        [...rows].map(([key, row]): Change => [table as TableName, key, row]),
      ),
    )

  return {
    /** What the journal told when it was opened: how many lines, and whether a torn last one was dropped. */
    opened: journal.opened,
    /** A number that no row had before, also after a restart. */
    nextId: (): number => journal.nextId(),

    get: <T extends TableName>(table: T, key: Key): Rows[T] | null =>
      (shelves[table].rows.get(key) as Rows[T] | undefined) ?? null,
    /** All rows, oldest first. */
    all: <T extends TableName>(table: T): Rows[T][] => [...shelves[table].rows.values()] as Rows[T][],
    size: (table: TableName): number => shelves[table].rows.size,
    /** The rows that an index has under a value, oldest first. */
    by: <T extends TableName>(table: T, index: IndexOf<T>, value: Key): Rows[T][] =>
      [...(shelves[table].indexes[index]?.get(value)?.values() ?? [])] as Rows[T][],
    /** The first of them. */
    one: <T extends TableName>(table: T, index: IndexOf<T>, value: Key): Rows[T] | null =>
      (shelves[table].indexes[index]?.get(value)?.values().next().value as Rows[T] | undefined) ?? null,

    transaction<Result>(work: (tx: Transaction) => Result): Result {
      const done: Change[] = []
      const undo: Change[] = []
      const change = (table: TableName, key: Key, row: unknown): void => {
        undo.push([table, key, shelves[table].rows.get(key) ?? null])
        done.push([table, key, row])
        place(shelves[table], table, key, row)
      }
      try {
        const result = work({
          put: (table, row) => (change(table, keyOf(table, row), row), row),
          remove: (table, row) => change(table, keyOf(table, row), null),
        })
        if (done.length > 0) keep(() => journal.append(done))
        return result
      } catch (error) {
        for (const [table, key, row] of undo.reverse()) place(shelves[table], table, key, row)
        throw error
      }
    },

    /** Rewrites the journal as the rows that exist now. */
    compact,
    /** Does so if most of what the journal held when it was opened has been overtaken since it was written. */
    compactIfWorthwhile(): boolean {
      const worthwhile = journal.opened.changes > 2 * size() + 1000
      if (worthwhile) compact()
      return worthwhile
    },
    close: (): void => journal.close(),
  }
}

/** A full disk, a file system gone read-only: said to whoever asked for the write, and nobody else is bothered. */
function keep(write: () => void): void {
  try {
    write()
  } catch (error) {
    throw new GitHubError(507, `The sandbox cannot write its journal: ${(error as Error).message}`)
  }
}

const emptyShelf = (indexes: readonly string[]): Shelf => ({
  rows: new Map(),
  indexes: Object.fromEntries(indexes.map((name) => [name, new Map()])),
})
const keyOf = <T extends TableName>(table: T, row: Rows[T]): Key =>
  (tables[table].key as (row: Rows[T]) => Key)(row)

/** Puts a row where the table and its indexes find it, or (null) takes it away. A row that stays keeps its place in the order. */
function place({ rows, indexes }: Shelf, table: TableName, key: Key, row: unknown): void {
  const before = rows.get(key)
  for (const [name, valueOf] of Object.entries(tables[table].indexes) as [
    string,
    (row: unknown) => Key | null,
  ][]) {
    const index = indexes[name]!
    const old = before === undefined ? null : valueOf(before)
    const now = row === null ? null : valueOf(row)
    if (old !== null && old !== now) index.get(old)?.delete(key)
    if (now !== null) index.get(now)?.set(key, row) ?? index.set(now, new Map([[key, row]]))
  }
  if (row === null) rows.delete(key)
  else rows.set(key, row)
}
