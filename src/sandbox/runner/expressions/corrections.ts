import { Lexer } from '@actions/expressions'

/**
 * What @actions/expressions and @actions/workflow-parser 0.3.61 do otherwise than GitHub's runner does. Both serve an editor.
 * When an update makes a test of this file superfluous, the correction goes too.
 */

type Tokens = ReturnType<Lexer['lex']>['tokens']

/** Upstream lexer.ts un-escapes only the first '' of a literal: the value is taken from the text of the token instead. */
export const tokensOf = (source: string): Tokens =>
  new Lexer(source)
    .lex()
    .tokens.map((token) =>
      token.lexeme.startsWith("'") && typeof token.value === 'string'
        ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
        : token,
    )

export type Part = { readonly text: string } | { readonly expression: string }

/**
 * Upstream template-reader.ts makes format() calls of multi-line strings from the raw source, with the indentation of the
 * file and without folding. So texts come from a YAML library, and are split here: a }} within a literal does not close.
 */
export function partsOf(text: string): readonly Part[] {
  const parts: Part[] = []
  for (let at = 0; at < text.length;) {
    const open = text.indexOf('${{', at)
    if (open < 0) return [...parts, { text: text.slice(at) }]
    if (open > at) parts.push({ text: text.slice(at, open) })
    const close = endOf(text, open + 3)
    parts.push({ expression: text.slice(open + 3, close).trim() })
    at = close + 2
  }
  return parts
}

function endOf(text: string, from: number): number {
  let quoted = false
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "'") quoted = !quoted
    else if (!quoted && text.startsWith('}}', at)) return at
  }
  throw new Error(
    `The expression is not closed. An unescaped \${{ sequence was found, but the closing }} sequence was not found.`,
  )
}
