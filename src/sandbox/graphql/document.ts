import { GraphQLError, Lexer, parse, Source, syntaxError, TokenKind, type DocumentNode } from 'graphql'
import { depthLimit, tokenLimit } from './limits.js'

/** Parses a document; the error if it is invalid, or too large. */
export function parseDocument(query: string): DocumentNode | GraphQLError {
  try {
    mustBeWithinLimits(new Source(query))
    return parse(query)
  } catch (error) {
    if (error instanceof GraphQLError) return error
    throw error
  }
}

const opening: readonly string[] = [TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]
const closing: readonly string[] = [TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]

function mustBeWithinLimits(source: Source): void {
  const lexer = new Lexer(source)
  let depth = 0
  for (let count = 1; ; count += 1) {
    const { kind, start } = lexer.advance()
    if (kind === TokenKind.EOF) return
    if (opening.includes(kind)) depth += 1
    if (closing.includes(kind)) depth -= 1
    if (count > tokenLimit)
      throw syntaxError(source, start, `The document has more than ${tokenLimit} tokens.`)
    if (depth > depthLimit)
      throw syntaxError(source, start, `The document is nested more than ${depthLimit} levels deep.`)
  }
}
