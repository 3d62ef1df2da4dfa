import { anything, character, segment, takesAll, type Glob, type GlobPart } from '../../../lib/glob.js'

/**
 * Matches the patterns of protection rules as Ruby's File.fnmatch does with FNM_PATHNAME: `*` and `?` stay within a path
 * segment, `**` followed by a slash is any number of folders, `[…]` is a set, a backslash escapes the next character.
 * A set with a reversed range matches nothing.
 */
export const fnmatch = (pattern: string, name: string): boolean => takesAll(globOf([...pattern]), name)

function globOf(pattern: readonly string[]): Glob {
  const glob: Glob[number][] = []
  let mayHaveSets = true
  for (let at = 0; at < pattern.length;) {
    const first = pattern[at]!
    const end = first === '[' && mayHaveSets ? endOfSet(pattern, at) : 0
    if (end === null) mayHaveSets = false
    if (first === '*' && pattern[at + 1] === '*' && pattern[at + 2] === '/') {
      glob.push({ parts: [anything, character('/')] })
      at += 3
    } else if (first === '*') {
      if (glob.at(-1) !== segment) glob.push(segment)
      at += 1
    } else if (first === '?') {
      glob.push({ ...segment, least: 1, repeats: false })
      at += 1
    } else if (end) {
      glob.push(setOf(pattern.slice(at + 1, end)))
      at = end + 1
    } else {
      const isEscaped = first === '\\' && at + 1 < pattern.length
      glob.push(character(isEscaped ? pattern[at + 1]! : first))
      at += isEscaped ? 2 : 1
    }
  }
  return glob
}

/** The place of the bracket that closes a set; 0 for an empty one, null if the pattern has no such bracket any more. */
function endOfSet(pattern: readonly string[], start: number): number | null {
  for (let at = start + 1; at < pattern.length; at += pattern[at] === '\\' ? 2 : 1)
    if (pattern[at] === ']') return at > start + 1 ? at : 0
  return null
}

function setOf(content: readonly string[]): GlobPart {
  const isNegated = content.length > 1 && ['!', '^'].includes(content[0]!)
  const members = (isNegated ? content.slice(1) : content).join('').replaceAll(/\\(.)/gs, '$1')
  const source = `[${isNegated ? '^' : ''}${members.replaceAll(/[\\[\]^]/g, '\\$&')}]`
  const set = regularExpression(source)
  return { takes: (found) => found !== '/' && set !== null && set.test(found), least: 1, repeats: false }
}

function regularExpression(source: string): RegExp | null {
  try {
    return new RegExp(source, 'su')
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
