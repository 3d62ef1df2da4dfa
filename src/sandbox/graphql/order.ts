export interface Order<Name extends string> {
  readonly field: Name
  readonly direction: 'ASC' | 'DESC'
}

/** The rows in the order that was asked for; rows that are equal in it stay oldest first, or newest first if descending. */
export function ordered<Row, Name extends string>(
  rows: readonly Row[],
  order: Order<Name> | null | undefined,
  values: Readonly<Record<Name, (row: Row) => string | number>>,
): readonly Row[] {
  if (!order) return rows
  const value = values[order.field]
  const keyed = rows.map((row, place) => ({ row, value: value(row), place }))
  const isInOrder = keyed.every((one, at) => at === 0 || compare(keyed[at - 1]!.value, one.value) <= 0)
  if (!isInOrder) keyed.sort((one, other) => compare(one.value, other.value) || one.place - other.place)
  const sorted = keyed.map(({ row }) => row)
  return order.direction === 'DESC' ? sorted.reverse() : sorted
}

const compare = (one: string | number, other: string | number): number =>
  one < other ? -1 : one > other ? 1 : 0
