// Each of these reads a text once. A regular expression such as `/ +$/` begins again at every space, which takes minutes for a
// long text of somebody else.

/** The text without any of these characters at its end. */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text[end - 1]!)) end -= 1
  return text.slice(0, end)
}

/** The text without any of these characters at its start and its end. */
export function trimmed(text: string, characters: string): string {
  let start = 0
  while (start < text.length && characters.includes(text[start]!)) start += 1
  return withoutEnd(text.slice(start), characters)
}

/** The text without what stands from `open` to the next `close`; an `open` that is not closed stays. */
export function withoutSpans(text: string, open: string, close: string): string {
  const parts: string[] = []
  let at = 0
  for (;;) {
    const start = text.indexOf(open, at)
    const end = start < 0 ? -1 : text.indexOf(close, start + open.length)
    if (end < 0) return [...parts, text.slice(at)].join('')
    parts.push(text.slice(at, start))
    at = end + close.length
  }
}
