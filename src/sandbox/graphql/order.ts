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
  const isInOrder = rows.every((row, at) => at === 0 || compare(value(rows[at - 1]!), value(row)) <= 0)
  const sorted = isInOrder ? rows : sortedBy(rows, value)
  return order.direction === 'DESC' ? [...sorted].reverse() : sorted
}

const sortedBy = <Row>(rows: readonly Row[], value: (row: Row) => string | number): readonly Row[] =>
  rows
    .map((row, place) => ({ row, value: value(row), place }))
    .sort((one, other) => compare(one.value, other.value) || one.place - other.place)
    .map(({ row }) => row)

const compare = (one: string | number, other: string | number): number =>
  one < other ? -1 : one > other ? 1 : 0
