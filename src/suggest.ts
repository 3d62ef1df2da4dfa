/** The known word that was meant by an unknown one, or null when none is near: at most a third of it may differ. */
export function nearest(unknown: string, known: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(unknown.length / 3))
  const distances = known
    // Words whose lengths differ by more need not be compared.
    .filter((word) => Math.abs(word.length - unknown.length) <= limit)
    .map((word) => ({ word, distance: editDistance(unknown.toLowerCase(), word.toLowerCase()) }))
  const [best] = distances.sort((one, other) => one.distance - other.distance)
  return best && best.distance <= limit ? best.word : null
}

/** Letters to add, drop, change or swap with their neighbour: optimal string alignment. */
function editDistance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)]
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? Infinity
  for (let row = 1; row <= from.length; row += 1) {
    rows.push([row])
    for (let column = 1; column <= to.length; column += 1) {
      const changed = cell(row - 1, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1)
      const swapped =
        from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
          ? cell(row - 2, column - 2) + 1
          : Infinity
      rows[row]?.push(Math.min(cell(row - 1, column) + 1, cell(row, column - 1) + 1, changed, swapped))
    }
  }
  return cell(from.length, to.length)
}
