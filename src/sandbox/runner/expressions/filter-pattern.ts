/**
 * The patterns of `branches`, `tags` and `paths` (docs: "Workflow syntax", filter pattern cheat sheet): `*` stays within a
 * segment, `**` does not, `?` and `+` repeat what is before them, `[…]` is a set.
 */
export function filterPattern(pattern: string): RegExp {
  let source = ''
  for (let at = 0; at < pattern.length;) {
    const [whole, part] = piece(pattern.slice(at), at === 0)
    source += part
    at += whole
  }
  return new RegExp(`^${source}$`, 's')
}

function piece(rest: string, first: boolean): readonly [length: number, source: string] {
  if (rest.startsWith('**/')) return [3, '(?:.*/)?']
  if (rest.startsWith('**')) return [2, '.*']
  if (rest.startsWith('*')) return [1, '[^/]*']
  if (/^[?+]/.test(rest) && !first) return [1, rest.charAt(0)]
  const [set] = /^\[[\w-]+\]/.exec(rest) ?? []
  if (set !== undefined) return [set.length, set]
  if (rest.startsWith('\\') && rest.length > 1) return [2, literal(rest.charAt(1))]
  return [1, literal(rest.charAt(0))]
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** Patterns count in their order; one that begins with ! takes back what earlier ones have let in. */
export const matchesAny = (patterns: readonly string[], name: string): boolean =>
  patterns.reduce((matched, pattern) => {
    const negative = pattern.startsWith('!')
    return filterPattern(negative ? pattern.slice(1) : pattern).test(name) ? !negative : matched
  }, false)
