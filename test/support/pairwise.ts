/** The values that something can have, by name. */
export type Dimensions = Readonly<Record<string, readonly string[]>>
export type Combination = Readonly<Record<string, string>>

/** Combinations in which any value of one thing meets every value of every other, in far fewer than all combinations. */
export function pairwise(choices: Dimensions): readonly Combination[] {
  const names = Object.keys(choices)
  const wanted = new Set(
    names.flatMap((one, index) =>
      names
        .slice(index + 1)
        .flatMap((other) =>
          choices[one]!.flatMap((value) => choices[other]!.map((second) => pair(one, value, other, second))),
        ),
    ),
  )
  const found: Combination[] = []
  while (wanted.size > 0) {
    // The first pair that is missing, and then whatever brings most of the others with it.
    const [one, value, other, second] = JSON.parse([...wanted][0]!) as [string, string, string, string]
    const row: Record<string, string> = { [one]: value, [other]: second }
    for (const name of names.filter((each) => row[each] === undefined))
      row[name] = choices[name]!.toSorted(
        (a, b) => gain(name, b, row, wanted) - gain(name, a, row, wanted),
      )[0]!
    for (const met of pairsOf(row, names)) wanted.delete(met)
    found.push(row)
  }
  return found
}

const pair = (...words: readonly string[]): string => JSON.stringify(words)
const pairsOf = (row: Combination, names: readonly string[]): readonly string[] =>
  names.flatMap((one, index) =>
    names.slice(index + 1).map((other) => pair(one, row[one]!, other, row[other]!)),
  )
const gain = (name: string, value: string, row: Combination, wanted: ReadonlySet<string>): number =>
  Object.entries(row).filter(
    ([other, second]) =>
      wanted.has(pair(name, value, other, second)) || wanted.has(pair(other, second, name, value)),
  ).length
