/**
 * Matches the patterns of protection rules as Ruby's File.fnmatch does with FNM_PATHNAME: `*` and `?` stay within a path
 * segment, `**` followed by a slash is any number of folders, `[…]` is a set, a backslash escapes the next character.
 * A set with a reversed range matches nothing.
 */
export function fnmatch(pattern: string, name: string): boolean {
  let source = ''
  for (let offset = 0; offset < pattern.length;) {
    const [token, part] = translateToken(pattern.slice(offset))
    source += part
    offset += token.length
  }
  try {
    return new RegExp(`^${source}$`, 'su').test(name)
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

/** The first token of a pattern, and its translation to a regular expression. */
function translateToken(rest: string): readonly [token: string, source: string] {
  if (rest.startsWith('**/')) return ['**/', '(?:[^/]+/)*']
  const [stars] = /^\*+/.exec(rest) ?? []
  if (stars !== undefined) return [stars, '[^/]*']
  if (rest.startsWith('?')) return ['?', '[^/]']
  const [set, negation, members] = /^\[([!^]?)((?:\\.|[^\]\\])+)\]/s.exec(rest) ?? []
  if (set !== undefined && members !== undefined)
    return [
      set,
      `(?!/)[${negation ? '^' : ''}${members.replace(/\\(.)/gs, '$1').replace(/[\\[\]^]/g, '\\$&')}]`,
    ]
  const [plain = '', escaped] = /^\\(.)|^./su.exec(rest) ?? []
  return [plain, literal(escaped ?? plain)]
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
