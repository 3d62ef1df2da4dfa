import { anything, character, segment, takesAll, type Glob } from '../../../lib/glob.js'

/**
 * Reads a pattern of `branches`, `tags` and `paths` (docs: "Workflow syntax", filter pattern cheat sheet): `*` matches within a
 * segment, `**` across segments, `?` and `+` repeat the previous character, `[…]` is a set.
 */
export function filterPattern(pattern: string): (name: string) => boolean {
  const glob: Glob[number][] = []
  for (let at = 0; at < pattern.length;) at += addPart(glob, pattern, at)
  return (name) => takesAll(glob, name)
}

/** Adds the part that begins here; returns its length. */
function addPart(glob: Glob[number][], pattern: string, at: number): number {
  const last = glob.at(-1)
  const first = pattern[at]!
  if (pattern.startsWith('**/', at)) return (glob.push({ parts: [anything, character('/')] }), 3)
  if (pattern.startsWith('**', at)) return (glob.push(anything), 2)
  if (first === '*') return (glob.push(segment), 1)
  if ((first === '?' || first === '+') && last) {
    if (!('parts' in last))
      glob.splice(-1, 1, { ...last, ...(first === '?' ? { least: 0 } : { repeats: true }) })
    return 1
  }
  set.lastIndex = at
  const [members] = set.exec(pattern) ?? []
  if (members !== undefined) {
    const one = new RegExp(members)
    return (glob.push({ takes: (found) => one.test(found), least: 1, repeats: false }), members.length)
  }
  const isEscaped = first === '\\' && at + 1 < pattern.length
  glob.push(character(isEscaped ? pattern[at + 1]! : first))
  return isEscaped ? 2 : 1
}
const set = /\[[\w-]+\]/y

/** Applies patterns in order; a pattern with ! excludes what earlier ones matched. */
export const matchesAny = (patterns: readonly string[], name: string): boolean =>
  patterns.reduce((matched, pattern) => {
    const negative = pattern.startsWith('!')
    return filterPattern(negative ? pattern.slice(1) : pattern)(name) ? !negative : matched
  }, false)
