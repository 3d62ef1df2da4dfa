/** The commits that a message says something was picked from. */
export const originsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^\(cherry picked from commit ([0-9a-f]{40})\)$/gm)].map(([, commit]) => commit!)

/** The commits that a message says it reverts. */
export const revertedIn = (text: string): readonly string[] =>
  [...text.matchAll(/^This reverts commit ([0-9a-f]{40})\b/gm)].map(([, commit]) => commit!)

const packSubject = 'Bring the workflow pack up to rel '

/** What the commit says that brings the pack of the default branch: its files were there, so it comes back by itself. */
export const packMessage = (version: string | null): string =>
  `${packSubject}${version}\n\nA push to this line runs the workflow files that it has.\n`

/** The pack comes from a commit of main, but it is nothing that anybody picked. */
export const isPackMessage = (text: string): boolean => text.startsWith(packSubject)

/**
 * A commit that several were squashed into lists them, as GitHub proposes: `* subject`, then the body of each. A body may have
 * such a list of its own: what was picked ends where its message says so.
 */
const squashedParts = (text: string): readonly string[] => {
  const [, ...items] = text.split(/^\* /m)
  if (items.length === 0) return [text]
  const parts: string[] = []
  let open: string[] = []
  for (const item of items) {
    open.push(item)
    if (originsIn(item).length === 0) continue
    parts.push(open.join('* '))
    open = []
  }
  return open.length > 0 ? [...parts, open.join('* ')] : parts
}

/** Without what a pick and a squash add: trailers at the end, GitHub's line before the co-authors, and the number of the pull request. */
const withoutTrailers = (text: string): string => {
  const lines = text.trimEnd().split('\n')
  while (/^(\(cherry picked from commit .*\)|[A-Za-z-]+: .*|-{9}|)$/.test(lines.at(-1)!) && lines.length > 1)
    lines.pop()
  const [subject = '', ...body] = lines
  return [subject.replace(/(\s*\(#\d+\))+$/, ''), ...body].join('\n').trim()
}

/**
 * For each part of a message, the commits that it is nothing but a pick of: it cites them, and says what they say. One part
 * with none means that the commit has something of its own. `textOf`: the message of a commit, where it is known.
 */
export const pickedFrom = (
  text: string,
  textOf: (commit: string) => string | undefined,
): readonly (readonly string[])[] => {
  const says = (part: string) => (origin: string) => {
    const other = textOf(origin)
    return other !== undefined && withoutTrailers(other) === withoutTrailers(part)
  }
  const whole = originsIn(text).filter(says(text))
  if (whole.length > 0) return [whole]
  return squashedParts(text).map((part) =>
    originsIn(part).filter((origin) =>
      isPackMessage(part) ? textOf(origin) !== undefined : says(part)(origin),
    ),
  )
}
