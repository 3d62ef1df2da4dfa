import { GitHubError } from '../errors.js'
import { openJournal, type Change } from './journal.js'
import {
  before,
  emptyTableIndex,
  inOrder,
  place,
  type Before,
  type Key,
  type TableIndex,
} from './table-index.js'
import { tables, type IndexOf, type Rows, type TableName } from './tables.js'

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
  const tableIndexes = Object.fromEntries(
    (Object.keys(tables) as TableName[]).map((table) => [table, emptyTableIndex(table)]),
  ) as Record<TableName, TableIndex>
  const allOf = (table: TableName): Map<Key, unknown> => inOrder(tableIndexes[table], tableIndexes[table].all)
  const under = (table: TableName, index: string, value: Key): Map<Key, unknown> =>
    inOrder(tableIndexes[table], tableIndexes[table].indexes[index]?.get(value))
  const journal = openJournal(path, ([table, key, row]) => {
    if (!Object.hasOwn(tableIndexes, table)) throw new Error(`There is no table ${table}.`)
    place(tableIndexes[table], key, row)
  })
  const waiting = new Set<() => void>()
  const wake = (): void => {
    for (const each of waiting) each()
    waiting.clear()
  }
  const size = (): number => Object.values(tableIndexes).reduce((sum, { all }) => sum + all.rows.size, 0)
  const compact = (): void =>
    journal.rewrite(
      (Object.keys(tableIndexes) as TableName[]).flatMap((table) =>
        [...allOf(table)].map(([key, row]): Change => [table, key, row]),
      ),
    )

  return {
    /** What the journal told when it was opened: how many lines, and whether a torn last one was dropped. */
    opened: journal.opened,
    /** A number that no row had before, also after a restart. */
    nextId: (): number => journal.nextId(),

    get: <T extends TableName>(table: T, key: Key): Rows[T] | null =>
      (tableIndexes[table].all.rows.get(key) as Rows[T] | undefined) ?? null,
    /** All rows, oldest first. */
    all: <T extends TableName>(table: T): Rows[T][] => [...allOf(table).values()] as Rows[T][],
    size: (table: TableName): number => tableIndexes[table].all.rows.size,
    /** The rows that an index has under a value, oldest first. */
    by: <T extends TableName>(table: T, index: IndexOf<T>, value: Key): Rows[T][] =>
      [...under(table, index, value).values()] as Rows[T][],
    /** The first of them. */
    one: <T extends TableName>(table: T, index: IndexOf<T>, value: Key): Rows[T] | null =>
      (under(table, index, value).values().next().value as Rows[T] | undefined) ?? null,

    transaction<Result>(work: (tx: Transaction) => Result): Result {
      const done: Change[] = []
      const undo: [table: TableName, key: Key, before: Before][] = []
      const change = (table: TableName, key: Key, row: unknown): void => {
        undo.push([table, key, before(tableIndexes[table], key)])
        done.push([table, key, row])
        place(tableIndexes[table], key, row)
      }
      try {
        const result = work({
          put: (table, row) => (change(table, keyOf(table, row), row), row),
          remove: (table, row) => change(table, keyOf(table, row), null),
        })
        if (done.length > 0) {
          keep(() => journal.append(done))
          wake()
        }
        return result
      } catch (error) {
        for (const [table, key, { row, born }] of undo.reverse()) place(tableIndexes[table], key, row, born)
        throw error
      }
    },

    /** Resolves with the next transaction, or when so many milliseconds are over. */
    nextChange: (milliseconds: number): Promise<void> =>
      new Promise((done) => {
        const timer = setTimeout(() => over(), milliseconds)
        const over = (): void => {
          clearTimeout(timer)
          waiting.delete(over)
          done()
        }
        timer.unref() // nobody's wait keeps a server that ends
        waiting.add(over)
      }),

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

const keyOf = <T extends TableName>(table: T, row: Rows[T]): Key =>
  (tables[table].key as (row: Rows[T]) => Key)(row)
