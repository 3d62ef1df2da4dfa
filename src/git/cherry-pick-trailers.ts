/** The commits that a message was cherry-picked from, by its `-x` lines. */
export const originsIn = (text: string): readonly string[] => [
  ...new Set(
    [...text.matchAll(/^\(cherry picked from commit ([0-9a-f]{40})\)$/gm)].map(([, commit]) => commit!),
  ),
]

/** The commits that a message reverts, by the line that `git revert` writes. */
export const revertedIn = (text: string): readonly string[] =>
  [...text.matchAll(/^This reverts commit ([0-9a-f]{40})\b/gm)].map(([, commit]) => commit!)

const packSubject = 'Bring the workflow pack up to rel '

/** The message of the commit that copies the pack of the default branch to a line. */
export const packMessage = (version: string | null): string =>
  `${packSubject}${version}\n\nA push to this line runs the workflow files that it has.\n`

/** Whether it is the message of a pack commit: it has a `-x` line, but is not a cherry-pick. */
export const isPackMessage = (text: string): boolean => text.startsWith(packSubject)

/**
 * Splits the message of a squash merge, in which GitHub lists each commit as `* subject` and its body. A body may contain such a
 * list itself, so a part ends only at the next `-x` line.
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

/** Removes what picks and squash merges add: trailers, GitHub's line before the co-authors, and pull request numbers. */
const withoutTrailers = (text: string): string => {
  const lines = text.trimEnd().split('\n')
  while (/^(\(cherry picked from commit .*\)|[A-Za-z-]+: .*|-{9}|)$/.test(lines.at(-1)!) && lines.length > 1)
    lines.pop()
  const [subject = '', ...body] = lines
  return [withoutNumbers(subject), ...body].join('\n').trim()
}

/** Removes the pull request numbers at the end of a subject. */
function withoutNumbers(subject: string): string {
  const parts = subject.split(/(\(#\d+\))/)
  let end = parts.length
  while (end > 1 && parts[end - 1]!.trim() === '') end -= 2
  return parts.slice(0, end).join('').trimEnd()
}

/**
 * For each part of a message, the commits that it is a pick of: it names them, and its text equals theirs. A part without any
 * means that the commit has changes of its own. `textOf` returns the message of a known commit.
 */
export const pickedFrom = (
  text: string,
  textOf: (commit: string) => string | undefined,
): readonly (readonly string[])[] => {
  const matches = (part: string) => {
    const own = withoutTrailers(part)
    return (origin: string) => {
      const message = textOf(origin)
      return message !== undefined && withoutTrailers(message) === own
    }
  }
  const whole = originsIn(text).filter(matches(text))
  if (whole.length > 0) return [whole]
  return squashedParts(text).map((part) =>
    originsIn(part).filter(isPackMessage(part) ? (origin) => textOf(origin) !== undefined : matches(part)),
  )
}
