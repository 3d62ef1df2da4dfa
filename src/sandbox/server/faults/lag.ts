import { tables, type Rows, type TableName } from '../../state/tables.js'
import type { Transaction } from '../../state/store.js'
import type { World } from '../../world.js'

/** How long what was created stays out of lists: so many requests that would have listed it, or so long; whichever ends later. */
export interface Lag {
  readonly reads: number
  readonly ms: number
}

export interface Lags {
  /** The world for a request whose creations lag. */
  creating(world: World, lag: Lag): World
  /** The world for a request that only reads, and what to call when it was answered. */
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
 * GitHub's lists and searches are made from replicas: what was just created is found by its id but not yet in a list. Hidden
 * rows are left out of `by` and `all`, so REST and GraphQL, counts and pages agree about it. `clock`: milliseconds.
 */
export function createLags(clock: () => number): Lags {
  let hidden: readonly Hidden[] = []
  const current = (): readonly Hidden[] =>
    (hidden = hidden.filter(({ until, readsLeft }) => readsLeft > 0 || clock() < until))
  return {
    creating: (world, lag) =>
      watching(world, (created) => {
        const entry = { hides: hiderOf(created), until: clock() + lag.ms, readsLeft: lag.reads }
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
      const behind = {
        ...store,
        all: <T extends TableName>(table: T) => store.all(table).filter(visible(table)),
        by: (...[table, index, value]: Parameters<typeof store.by>) =>
          store.by(table, index, value).filter(visible(table)),
      } as typeof store
      return {
        world: { ...world, store: behind },
        answered: () => omitted.forEach((entry) => (entry.readsLeft -= 1)),
      }
    },
    clear: () => void (hidden = []),
  }
}

/** What only the sandbox sees, and workflows, which no request creates: it finds them in git. */
const inner = new Set<TableName>(['events', 'refs', 'refWriters', 'workflows'])

/** Hides the rows themselves, and a run that the runner makes of a dispatch among them: ids grow, so it has a later one. */
function hiderOf(created: readonly Created[]): Hidden['hides'] {
  const keys = new Set(
    created.filter(([table]) => !inner.has(table)).map(([table, row]) => nameOf(table, row)),
  )
  const dispatches = created
    .filter(([table]) => table === 'events')
    .map(([, row]) => row as Rows['events'])
    .filter(({ name }) => name === 'workflow_dispatch' || name === 'repository_dispatch')
  return (table, row) => {
    if (keys.has(nameOf(table, row))) return true
    if (table !== 'runs') return false
    const { id, repository, event } = row as Rows['runs']
    return dispatches.some((one) => one.repository === repository && one.name === event && one.id < id)
  }
}

const nameOf = (table: TableName, row: unknown): string =>
  `${table} ${(tables[table].key as (row: unknown) => string | number)(row)}`

/** The same world, with somebody told which rows each of its transactions created. */
function watching(world: World, onCreated: (created: readonly Created[]) => void): World {
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
