import stringWidth from 'string-width'

/** Columns by their widest cell, two spaces apart, without spaces at the end of a line: easy on pipes and narrow terminals. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => padded(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A table in which notes stand below their row, indented. */
export function tableWithNotes(
  heading: readonly string[],
  rows: readonly { readonly row: readonly string[]; readonly notes: readonly string[] }[],
): string {
  const [first = '', ...lines] = table([heading, ...rows.map(({ row }) => row)]).split('\n')
  const noted = lines.flatMap((line, index) => [
    line,
    ...(rows[index]?.notes ?? []).map((note) => `  ${note}`),
  ])
  return [first, ...noted].join('\n')
}

/** `2026-03-01T09:00:00Z` as people read it: `2026-03-01 09:00 UTC`. */
export const atTime = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`

/** `2026-03-01 09:00`, below a heading that says UTC. */
export const minuteOf = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)}`

/** Who did it; a workflow's own token is nobody's. */
export const personOf = (login: string): string => login.replace(/^github-actions(\[bot\])?$/, 'Actions')

/** A text and the spaces that make it as wide as its column. Characters of East Asia and emoji are two columns wide. */
const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - stringWidth(text)))

/** A name of at most `width` columns: what tells names apart stands at both ends, so the middle goes. */
export function cut(name: string, width: number): string {
  if (stringWidth(name) <= width) return name
  const characters = [...new Intl.Segmenter('en').segment(name)].map(({ segment }) => segment)
  const end = Math.floor((width - 1) / 2)
  const last = fitting(characters.toReversed(), end).toReversed()
  return `${fitting(characters, width - 1 - end).join('')}…${last.join('')}`
}

/** The first of some characters that have room in `width` columns. */
function fitting(characters: readonly string[], width: number): readonly string[] {
  let left = width
  const end = characters.findIndex((one) => (left -= stringWidth(one)) < 0)
  return end < 0 ? characters : characters.slice(0, end)
}
