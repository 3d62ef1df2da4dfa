/** A part of a pattern: the characters that it takes, and how many of them. */
export interface GlobPart {
  readonly takes: (character: string) => boolean
  readonly least: 0 | 1
  /** Whether it takes any number. */
  readonly repeats: boolean
}

/** One character. */
export const character = (wanted: string): GlobPart => ({
  takes: (found) => found === wanted,
  least: 1,
  repeats: false,
})
/** Any number of the characters of a path segment. */
export const segment: GlobPart = { takes: (found) => found !== '/', least: 0, repeats: true }
export const anything: GlobPart = { takes: () => true, least: 0, repeats: true }

/** Several parts, or none of them. */
export interface OptionalParts {
  readonly parts: readonly GlobPart[]
}
export type Glob = readonly (GlobPart | OptionalParts)[]

/**
 * Whether a pattern takes all of a name. It follows all ways through the pattern at once: a regular expression tries one after the
 * other, which for `*a*a*a*` and a long name never ends.
 */
export function takesAll(glob: Glob, name: string): boolean {
  const parts = glob.flatMap((part) => ('parts' in part ? part.parts : [part]))
  const skips = skipsOf(glob)
  let at = withSkips(new Set([0]), parts, skips)
  for (const found of name) {
    const next = new Set<number>()
    for (const place of at) {
      const part = parts[place]
      if (!part?.takes(found)) continue
      next.add(place + 1)
      if (part.repeats) next.add(place)
    }
    if (next.size === 0) return false
    at = withSkips(next, parts, skips)
  }
  return at.has(parts.length)
}

/** For the first part of optional ones, the place behind the last. */
function skipsOf(glob: Glob): ReadonlyMap<number, number> {
  const skips = new Map<number, number>()
  let place = 0
  for (const part of glob) {
    const length = 'parts' in part ? part.parts.length : 1
    if ('parts' in part) skips.set(place, place + length)
    place += length
  }
  return skips
}

function withSkips(
  places: ReadonlySet<number>,
  parts: readonly GlobPart[],
  skips: ReadonlyMap<number, number>,
): ReadonlySet<number> {
  const all = new Set(places)
  // A set visits what is added to it while it is read.
  for (const place of all) {
    if (parts[place]?.least === 0) all.add(place + 1)
    const skip = skips.get(place)
    if (skip !== undefined) all.add(skip)
  }
  return all
}
