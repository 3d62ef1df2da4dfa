import { Lexer } from '@actions/expressions'

/**
 * Corrections of @actions/expressions and @actions/workflow-parser 0.3.61, which are made for editors and differ from GitHub's
 * runner. Remove a correction when an update of the library passes its test.
 */

type Tokens = ReturnType<Lexer['lex']>['tokens']

/** Tokens with correct literals: upstream lexer.ts unescapes only the first '' of a literal, so the value is parsed here. */
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
 * Splits a text into literal parts and expressions; a }} within a literal does not end an expression. Upstream
 * template-reader.ts reads multi-line strings from the raw source, with indentation and without folding.
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
