/**
 * Converts patterns of `branches`, `tags` and `paths` (docs: "Workflow syntax", filter pattern cheat sheet): `*` matches within a
 * segment, `**` across segments, `?` and `+` repeat the previous character, `[…]` is a set.
 */
export function filterPattern(pattern: string): RegExp {
  let source = ''
  for (let at = 0; at < pattern.length;) {
    const [length, part] = firstPart(pattern.slice(at), at === 0)
    source += part
    at += length
  }
  return new RegExp(`^${source}$`, 's')
}

function firstPart(rest: string, isStart: boolean): readonly [length: number, source: string] {
  if (rest.startsWith('**/')) return [3, '(?:.*/)?']
  if (rest.startsWith('**')) return [2, '.*']
  if (rest.startsWith('*')) return [1, '[^/]*']
  if (/^[?+]/.test(rest) && !isStart) return [1, rest.charAt(0)]
  const [set] = /^\[[\w-]+\]/.exec(rest) ?? []
  if (set !== undefined) return [set.length, set]
  if (rest.startsWith('\\') && rest.length > 1) return [2, literal(rest.charAt(1))]
  return [1, literal(rest.charAt(0))]
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** Applies patterns in order; a pattern with ! excludes what earlier ones matched. */
export const matchesAny = (patterns: readonly string[], name: string): boolean =>
  patterns.reduce((matched, pattern) => {
    const negative = pattern.startsWith('!')
    return filterPattern(negative ? pattern.slice(1) : pattern).test(name) ? !negative : matched
  }, false)
