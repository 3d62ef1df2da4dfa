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

/** `2026-03-01T09:00:00Z` as people read it: `2026-03-01 09:00 UTC`. */
export const atTime = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`
