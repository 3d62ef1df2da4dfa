export type Random = ReturnType<typeof randomFrom>

/** Pseudo-random numbers that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number) {
  let state = seed
  /** An integer from 0 to `limit` - 1. */
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
