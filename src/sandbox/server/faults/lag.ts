import { tables, type Rows, type TableName } from '../../state/tables.js'
import type { Transaction } from '../../state/store.js'
import type { World } from '../../world.js'

/** How long created rows are missing from lists: for a number of requests that would list them, or a time, whichever ends later. */
export interface Lag {
  readonly reads: number
  readonly ms: number
  /** Hides only rows of this table; undefined: of every table. */
  readonly table?: TableName
}

export interface Lags {
  /** The world for a request whose created rows will be hidden from lists. */
  creating(world: World, lag: Lag): World
  /** The world for a read-only request; call `answered` after the response. */
  reading(world: World): { readonly world: World; readonly answered: () => void }
  clear(): void
}

interface Hidden {
  readonly hides: (table: TableName, row: unknown) => boolean
  readonly until: number
  readsLeft: number
}
type Created = readonly [table: TableName, row: unknown]

/**
 * GitHub reads lists and searches from replicas: a new object is found by its id but is not in lists yet. Hidden rows are
 * omitted from `by` and `all`, so that REST, GraphQL, counts and pagination agree. `clock`: milliseconds.
 */
export function createLags(clock: () => number): Lags {
  let hidden: readonly Hidden[] = []
  const current = (): readonly Hidden[] =>
    (hidden = hidden.filter(({ until, readsLeft }) => readsLeft > 0 || clock() < until))
  return {
    creating: (world, lag) =>
      observingCreations(world, (created) => {
        const lagging = created.filter(([table]) => lag.table === undefined || table === lag.table)
        const entry = { hides: hiderOf(lagging), until: clock() + lag.ms, readsLeft: lag.reads }
        hidden = [...current(), entry]
      }),
    reading(world) {
      const entries = current()
      if (entries.length === 0) return { world, answered: () => undefined }
      const omitted = new Set<Hidden>()
      const visible =
        (table: TableName) =>
        (row: unknown): boolean => {
          const hiding = entries.filter(({ hides }) => hides(table, row))
          hiding.forEach((entry) => omitted.add(entry))
          return hiding.length === 0
        }
      const { store } = world
      const laggingStore = {
        ...store,
        all: <T extends TableName>(table: T) => store.all(table).filter(visible(table)),
        by: (...[table, index, value]: Parameters<typeof store.by>) =>
          store.by(table, index, value).filter(visible(table)),
      } as typeof store
      return {
        world: { ...world, store: laggingStore },
        answered: () => omitted.forEach((entry) => (entry.readsLeft -= 1)),
      }
    },
    clear: () => void (hidden = []),
  }
}

/** Tables that are never hidden: internal ones, and workflows, which are found in git rather than created by requests. */
const neverHidden = new Set<TableName>(['events', 'refs', 'refWriters', 'workflows'])

/** Hides the created rows, and runs that the runner creates for a created dispatch: those with a later id. */
function hiderOf(created: readonly Created[]): Hidden['hides'] {
  const keys = new Set(
    created.filter(([table]) => !neverHidden.has(table)).map(([table, row]) => keyOf(table, row)),
  )
  const dispatches = created
    .filter(([table]) => table === 'events')
    .map(([, row]) => row as Rows['events'])
    .filter(({ name }) => name === 'workflow_dispatch' || name === 'repository_dispatch')
  return (table, row) => {
    if (keys.has(keyOf(table, row))) return true
    if (table !== 'runs') return false
    const { id, repository, event } = row as Rows['runs']
    return dispatches.some(
      (dispatch) => dispatch.repository === repository && dispatch.name === event && dispatch.id < id,
    )
  }
}

const keyOf = (table: TableName, row: unknown): string =>
  `${table} ${(tables[table].key as (row: unknown) => string | number)(row)}`

/** The same world; `onCreated` is called with the rows that each transaction created. */
function observingCreations(world: World, onCreated: (created: readonly Created[]) => void): World {
  const { store } = world
  const transaction = <Result>(work: (tx: Transaction) => Result): Result => {
    const created: Created[] = []
    const result = store.transaction((tx) =>
      work({
        ...tx,
        put(table, row) {
          const isNew =
            store.get(table, (tables[table].key as (row: unknown) => string | number)(row)) === null
          if (isNew) created.push([table, row])
          return tx.put(table, row)
        },
      }),
    )
    if (created.length > 0) onCreated(created)
    return result
  }
  return { ...world, store: { ...store, transaction } }
}
