/** Strings, block strings and comments: what is in them is no syntax. */
const silent = /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n\r]*/g

/** How many aliases a GraphQL document has, as far as can be told without parsing it: a colon outside of parentheses. */
export function aliasesIn(query: string): number {
  let depth = 0
  let aliases = 0
  for (const letter of query.replace(silent, '')) {
    if (letter === '(') depth += 1
    else if (letter === ')') depth -= 1
    else if (letter === ':' && depth === 0) aliases += 1
  }
  return aliases
}
