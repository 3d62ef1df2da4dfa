import type { Issue } from '../state/rows.js'

/** Sorts issues by `sort` (created, updated) and `direction`; newest first by default. */
export function sortedIssues<Row extends Issue>(
  rows: readonly Row[],
  query: URLSearchParams,
): readonly Row[] {
  const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt'
  const ascending = query.get('direction') === 'asc'
  return rows.toSorted((left, right) => {
    const order = left[key] < right[key] ? -1 : left[key] > right[key] ? 1 : left.number - right.number
    return ascending ? order : -order
  })
}
