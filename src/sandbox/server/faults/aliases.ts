/** Strings, block strings and comments, whose content is not syntax; one that is not closed too. */
const literals = /"""[\s\S]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|#[^\n\r]*/g

/** The number of aliases in a GraphQL document, approximated without parsing: colons outside of parentheses. */
export function aliasesIn(query: string): number {
  let depth = 0
  let aliases = 0
  for (const character of query.replace(literals, '')) {
    if (character === '(') depth += 1
    else if (character === ')') depth -= 1
    else if (character === ':' && depth === 0) aliases += 1
  }
  return aliases
}
