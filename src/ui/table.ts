/** Columns by their widest cell, two spaces apart, without spaces at the end of a line: easy on pipes and narrow terminals. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
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

/** A name of at most `width` characters: what tells names apart stands at both ends, so the middle goes. */
export function cut(name: string, width: number): string {
  if (name.length <= width) return name
  const end = Math.floor((width - 1) / 2)
  return `${name.slice(0, width - 1 - end)}…${name.slice(-end)}`
}
