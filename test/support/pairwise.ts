/** The possible values of each dimension. */
export type Dimensions = Readonly<Record<string, readonly string[]>>
export type Combination = Readonly<Record<string, string>>

/** Combinations that cover every pair of values of two dimensions, far fewer than all combinations. */
export function pairwise(dimensions: Dimensions): readonly Combination[] {
  const names = Object.keys(dimensions)
  const wanted = new Set(
    names.flatMap((first, index) =>
      names
        .slice(index + 1)
        .flatMap((other) =>
          dimensions[first]!.flatMap((value) =>
            dimensions[other]!.map((second) => pair(first, value, other, second)),
          ),
        ),
    ),
  )
  const found: Combination[] = []
  while (wanted.size > 0) {
    // Start with the first missing pair, then choose the values that cover most of the others.
    const [first, value, other, second] = JSON.parse([...wanted][0]!) as [string, string, string, string]
    const row: Record<string, string> = { [first]: value, [other]: second }
    for (const name of names.filter((each) => row[each] === undefined))
      row[name] = dimensions[name]!.toSorted(
        (a, b) => gain(name, b, row, wanted) - gain(name, a, row, wanted),
      )[0]!
    for (const met of pairsOf(row, names)) wanted.delete(met)
    found.push(row)
  }
  return found
}

const pair = (...words: readonly string[]): string => JSON.stringify(words)
const pairsOf = (row: Combination, names: readonly string[]): readonly string[] =>
  names.flatMap((first, index) =>
    names.slice(index + 1).map((other) => pair(first, row[first]!, other, row[other]!)),
  )
const gain = (name: string, value: string, row: Combination, wanted: ReadonlySet<string>): number =>
  Object.entries(row).filter(
    ([other, second]) =>
      wanted.has(pair(name, value, other, second)) || wanted.has(pair(other, second, name, value)),
  ).length
