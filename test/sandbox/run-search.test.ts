import { expect, test } from 'vitest'
import { findRuns } from '../../src/sandbox/rules/actions/run-search.js'
import type { Run } from '../../src/sandbox/state/actions-rows.js'
import type { Repository } from '../../src/sandbox/state/rows.js'
import type { World } from '../../src/sandbox/world.js'

const runs = Array.from(
  { length: 1200 },
  (_, index) => ({ id: index + 1, workflow: 1, event: 'push' }) as Run,
)
const world = { store: { by: () => [...runs] } } as unknown as World
const found = (query: string): readonly number[] =>
  findRuns(world, { id: 1 } as Repository, 1, new URLSearchParams(query)).map(({ id }) => id)

test.each([
  { query: '', count: 1200, last: 1 },
  { query: 'per_page=100&exclude_pull_requests=true', count: 1200, last: 1 },
  { query: 'event=push', count: 1000, last: 201 },
  { query: 'event=release', count: 0, last: undefined },
])('finds $count of 1,200 runs for "$query", newest first', ({ query, count, last }) => {
  const ids = found(query)
  expect([ids.length, ids[0], ids.at(-1)]).toEqual([count, count === 0 ? undefined : 1200, last])
})
