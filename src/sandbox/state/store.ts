import { GitHubError } from '../errors.js'
import { openJournal, type Change } from './journal.js'
import {
  emptyTableIndex,
  inOrder,
  previousRow,
  setRow,
  type Key,
  type PreviousRow,
  type TableIndex,
} from './table-index.js'
import { tables, type IndexOf, type Rows, type TableName } from './tables.js'

/** The writes of a transaction: visible to reads at once, persisted together or not at all. */
export interface Transaction {
  put<T extends TableName>(table: T, row: Rows[T]): Rows[T]
  remove<T extends TableName>(table: T, row: Rows[T]): void
}
export type Store = ReturnType<typeof openStore>

/**
 * The state of the embedded GitHub: tables in memory, and a journal with one line for each transaction. `path`: the journal's
 * file. A transaction that cannot be written is rolled back and refused with status 507.
 */
export function openStore(path: string) {
  const tableIndexes = Object.fromEntries(
    (Object.keys(tables) as TableName[]).map((table) => [table, emptyTableIndex(table)]),
  ) as Record<TableName, TableIndex>
  const rowsIn = (table: TableName): Map<Key, unknown> =>
    inOrder(tableIndexes[table], tableIndexes[table].all)
  const rowsByIndex = (table: TableName, index: string, value: Key): Map<Key, unknown> =>
    inOrder(tableIndexes[table], tableIndexes[table].indexes[index]?.get(value))
  const journal = openJournal(path, ([table, key, row]) => {
    if (!Object.hasOwn(tableIndexes, table)) throw new Error(`Unknown table: ${table}`)
    setRow(tableIndexes[table], key, row)
  })
  const waiting = new Set<() => void>()
  const wake = (): void => {
    for (const notify of waiting) notify()
    waiting.clear()
  }
  const size = (): number => Object.values(tableIndexes).reduce((sum, { all }) => sum + all.rows.size, 0)
  const compact = (): void =>
    journal.rewrite(
      (Object.keys(tableIndexes) as TableName[]).flatMap((table) =>
        [...rowsIn(table)].map(([key, row]): Change => [table, key, row]),
      ),
    )

  return {
    /** The summary of the journal when it was opened: its number of lines, and whether an incomplete last one was dropped. */
    opened: journal.opened,
    /** A unique id, also after a restart. */
    nextId: (): number => journal.nextId(),

    get: <T extends TableName>(table: T, key: Key): Rows[T] | null =>
      (tableIndexes[table].all.rows.get(key) as Rows[T] | undefined) ?? null,
    /** All rows, oldest first. */
    all: <T extends TableName>(table: T): Rows[T][] => [...rowsIn(table).values()] as Rows[T][],
    size: (table: TableName): number => tableIndexes[table].all.rows.size,
    /** The rows with a value of an index, oldest first. */
    by: <T extends TableName>(table: T, index: IndexOf<T>, value: Key): Rows[T][] =>
      [...rowsByIndex(table, index, value).values()] as Rows[T][],
    /** The first of these rows, or null. */
    first: <T extends TableName>(table: T, index: IndexOf<T>, value: Key): Rows[T] | null =>
      (rowsByIndex(table, index, value).values().next().value as Rows[T] | undefined) ?? null,

    transaction<Result>(work: (tx: Transaction) => Result): Result {
      const changes: Change[] = []
      const undo: [table: TableName, key: Key, previous: PreviousRow][] = []
      const change = (table: TableName, key: Key, row: unknown): void => {
        undo.push([table, key, previousRow(tableIndexes[table], key)])
        changes.push([table, key, row])
        setRow(tableIndexes[table], key, row)
      }
      try {
        const result = work({
          put: (table, row) => (change(table, keyOf(table, row), row), row),
          remove: (table, row) => change(table, keyOf(table, row), null),
        })
        if (changes.length > 0) {
          persist(() => journal.append(changes))
          wake()
        }
        return result
      } catch (error) {
        for (const [table, key, { row, position }] of undo.reverse())
          setRow(tableIndexes[table], key, row, position)
        throw error
      }
    },

    /** Resolves with the next transaction, or after the timeout. */
    nextChange: (milliseconds: number): Promise<void> =>
      new Promise((resolve) => {
        const timer = setTimeout(() => finish(), milliseconds)
        const finish = (): void => {
          clearTimeout(timer)
          waiting.delete(finish)
          resolve()
        }
        timer.unref() // a waiting request does not delay the end of the server
        waiting.add(finish)
      }),

    /** Rewrites the journal with only the current rows. */
    compact,
    /** Compacts the journal if most of its changes were overwritten by later ones. */
    compactIfWorthwhile(): boolean {
      const isWorthwhile = journal.opened.changes > 2 * size() + 1000
      if (isWorthwhile) compact()
      return isWorthwhile
    },
    close: (): void => journal.close(),
  }
}

/** Turns a failed write, such as on a full disk, into an error of the request; the server goes on. */
function persist(write: () => void): void {
  try {
    write()
  } catch (error) {
    throw new GitHubError(507, `The sandbox cannot write its journal: ${(error as Error).message}`)
  }
}

const keyOf = <T extends TableName>(table: T, row: Rows[T]): Key =>
  (tables[table].key as (row: Rows[T]) => Key)(row)
