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
export const isPack = (text: string): boolean => text.startsWith(packSubject)

/** A commit that several were squashed into lists them, as GitHub proposes: `* subject`, then the body of each. */
const partsOf = (text: string): readonly string[] => {
  const [, ...parts] = text.split(/^\* /m)
  return parts.length > 0 ? parts : [text]
}

/** Without what a pick and a squash add: trailers at the end, and the number of the pull request. */
const bare = (text: string): string => {
  const lines = text.trimEnd().split('\n')
  while (/^(\(cherry picked from commit .*\)|[A-Za-z-]+: .*|)$/.test(lines.at(-1)!) && lines.length > 1)
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
): readonly (readonly string[])[] =>
  partsOf(text).map((part) =>
    originsIn(part).filter((origin) => {
      const other = textOf(origin)
      return other !== undefined && (isPack(part) || bare(other) === bare(part))
    }),
  )
