export interface Order<Name extends string> {
  readonly field: Name
  readonly direction: 'ASC' | 'DESC'
}

/** Sorts rows; rows with equal values stay oldest first, or newest first if descending. */
export function ordered<Row, Name extends string>(
  rows: readonly Row[],
  order: Order<Name> | null | undefined,
  values: Readonly<Record<Name, (row: Row) => string | number>>,
): readonly Row[] {
  if (!order) return rows
  const value = values[order.field]
  const isInOrder = rows.every(
    (row, index) => index === 0 || compare(value(rows[index - 1]!), value(row)) <= 0,
  )
  const sorted = isInOrder ? rows : sortedBy(rows, value)
  return order.direction === 'DESC' ? [...sorted].reverse() : sorted
}

const sortedBy = <Row>(rows: readonly Row[], value: (row: Row) => string | number): readonly Row[] =>
  rows
    .map((row, index) => ({ row, value: value(row), index }))
    .sort((left, right) => compare(left.value, right.value) || left.index - right.index)
    .map(({ row }) => row)

const compare = (left: string | number, right: string | number): number =>
  left < right ? -1 : left > right ? 1 : 0
