/**
 * A line cut at spaces so that it fits `columns`; what follows is indented two further. Text in backticks is a command that people
 * copy, and stays in one piece, as every word does. A line with wide characters is left to the terminal.
 */
export function wrapped(text: string, columns: number): readonly string[] {
  if (widthOf(text) <= columns || !isNarrow.test(text)) return [text]
  const [indent = ''] = /^ */.exec(text) ?? []
  const lines = [indent]
  for (const word of wordsOf(text.trim())) {
    const line = lines.at(-1)!
    if (line.trim() === '' || widthOf(line + word) <= columns) lines[lines.length - 1] = line + word
    else lines.push(`${indent}  ${word.trimStart()}`)
  }
  return lines
}

/** Words with the spaces before them, which align columns. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = []
  for (const piece of text.match(pieces) ?? [])
    if (words.length === 0 || piece.trim() === '') words.push(piece)
    else words[words.length - 1] += piece
  return words
}

/** Spaces, text in backticks, other text, and a backtick without a second one. */
const pieces = /\s+|`[^`]*`|[^\s`]+|`/g
const colours = /\u001B\[[0-9;]*m/g
const widthOf = (text: string): number => text.replaceAll(colours, '').length
/** One column for each character. */
const isNarrow = /^[\u001B\u0020-\u02FF\u2010-\u2027\u2190-\u21FF\u2713\u2717\u2718\u2714\u2716\u23F8]*$/
