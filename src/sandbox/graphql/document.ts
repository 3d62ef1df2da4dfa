import { GraphQLError, Lexer, parse, Source, syntaxError, TokenKind, type DocumentNode } from 'graphql'

/**
 * What follows reads a document recursively, also through fragments that use each other: these limits keep it from overflowing the
 * stack. GitHub has limits too, but does not document them.
 */
const limits = { tokens: 10_000, depth: 200 }

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
    if (count > limits.tokens)
      throw syntaxError(source, start, `The document has more than ${limits.tokens} tokens.`)
    if (depth > limits.depth)
      throw syntaxError(source, start, `The document is nested more than ${limits.depth} levels deep.`)
  }
}
