/**
 * The patterns of protection rules, as Ruby's File.fnmatch has them with FNM_PATHNAME: `*` and `?` stay within a path
 * segment, `**` followed by a slash is any number of folders, `[…]` is a set, a backslash takes the next character as it is.
 * A set whose range runs backwards matches nothing.
 */
export function fnmatch(pattern: string, name: string): boolean {
  let source = ''
  for (let at = 0; at < pattern.length;) {
    const [whole, part] = translate(pattern.slice(at))
    source += part
    at += whole.length
  }
  try {
    return new RegExp(`^${source}$`, 'su').test(name)
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

/** The first piece of a pattern, and what it is as a regular expression. */
function translate(rest: string): readonly [whole: string, source: string] {
  if (rest.startsWith('**/')) return ['**/', '(?:[^/]+/)*']
  const [stars] = /^\*+/.exec(rest) ?? []
  if (stars !== undefined) return [stars, '[^/]*']
  if (rest.startsWith('?')) return ['?', '[^/]']
  const [set, not, members] = /^\[([!^]?)((?:\\.|[^\]\\])+)\]/s.exec(rest) ?? []
  if (set !== undefined && members !== undefined)
    return [set, `(?!/)[${not ? '^' : ''}${members.replace(/\\(.)/gs, '$1').replace(/[\\[\]^]/g, '\\$&')}]`]
  const [plain = '', escaped] = /^\\(.)|^./su.exec(rest) ?? []
  return [plain, literal(escaped ?? plain)]
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
