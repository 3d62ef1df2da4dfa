import type { Issue } from '../state/rows.js'

/** By `sort` (created, updated, comments) and `direction`; newest first unless said otherwise. */
export function sortedIssues<Row extends Issue>(
  rows: readonly Row[],
  query: URLSearchParams,
): readonly Row[] {
  const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt'
  const ascending = query.get('direction') === 'asc'
  return rows.toSorted((one, other) => {
    const order = one[key] < other[key] ? -1 : one[key] > other[key] ? 1 : one.number - other.number
    return ascending ? order : -order
  })
}
