/**
 * Parses a file such as $GITHUB_OUTPUT: lines NAME=VALUE, and NAME<<DELIMITER up to a line with the delimiter
 * (docs: "Workflow commands", environment files).
 */
export function pairsIn(file: string, text: string): Readonly<Record<string, string>> {
  const lines = text.split(/\r?\n/)
  const found: Record<string, string> = {}
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line === '') continue
    const [arrow, equals] = [line.indexOf('<<'), line.indexOf('=')]
    if (equals > 0 && (arrow < 0 || equals < arrow)) {
      found[line.slice(0, equals)] = line.slice(equals + 1)
      continue
    }
    if (arrow <= 0)
      throw new Error(`Unable to process file command '${file}' successfully. Invalid format '${line}'`)
    const delimiter = line.slice(arrow + 2)
    const end = lines.indexOf(delimiter, at + 1)
    if (end < 0)
      throw new Error(
        `Unable to process file command '${file}' successfully. Invalid value. Matching delimiter not found '${delimiter}'`,
      )
    found[line.slice(0, arrow)] = lines.slice(at + 1, end).join('\n')
    at = end
  }
  return found
}
