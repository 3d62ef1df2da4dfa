export type Random = ReturnType<typeof randomFrom>

/** Chance that is the same for the same seed (mulberry32). */
export function randomFrom(seed: number) {
  let state = seed
  /** A number from 0 to below `limit`. */
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
  return {
    below,
    oneOf: <T>(list: readonly T[]): T => list[below(list.length)]!,
    chance: (percent: number): boolean => below(100) < percent,
  }
}
