/** The known word that a mistyped one is closest to; null if more than a third of its letters differ. */
export function nearest(unknown: string, known: readonly string[]): string | null {
  const limit = typosIn(unknown)
  const distances = known
    // A difference in length is a lower bound of the distance.
    .filter((word) => Math.abs(word.length - unknown.length) <= limit)
    .map((word) => ({ word, distance: editDistance(unknown.toLowerCase(), word.toLowerCase()) }))
  const [best] = distances.sort((left, right) => left.distance - right.distance)
  return best && best.distance <= limit ? best.word : null
}

/** The most typos that a word may have to be recognized: one in three letters. */
export const typosIn = (word: string): number => Math.max(1, Math.floor(word.length / 3))

/** Letters to add, remove, change or swap with their neighbor (optimal string alignment). */
export function editDistance(from: string, to: string): number {
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
