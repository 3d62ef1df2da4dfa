import {
  parseDocument,
  Parser,
  YAMLParseError,
  type CST,
  type DocumentOptions,
  type ParsedNode,
  type Document,
  type ParseOptions,
  type SchemaOptions,
} from 'yaml'

type Options = ParseOptions & DocumentOptions & SchemaOptions

/** More than any configuration or workflow needs. */
const maxDepth = 100

/**
 * Parses a text as `parseDocument` of the library does. A text that is nested too deeply gets an error instead: the library calls
 * itself for each level, which can end the process.
 */
export function parsedYaml(text: string, options: Options = {}): Document.Parsed<ParsedNode> {
  const place = tooDeepIn(text)
  if (place === null) return parseDocument(text, options)
  const document = parseDocument('', options)
  document.errors.push(new YAMLParseError([place, place + 1], 'IMPOSSIBLE', 'The file is nested too deeply'))
  return document
}

/** Where a text exceeds the depth; null if it does not. */
function tooDeepIn(text: string): number | null {
  const open = [...new Parser().parse(text)].map((token) => ({ token, depth: 0 }))
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next
    if (depth > maxDepth) return token.offset
    for (const inner of innerTokens(token)) open.push({ token: inner, depth: depth + 1 })
  }
  return null
}

function innerTokens(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : []
  if (!('items' in token)) return []
  return token.items.flatMap(({ key, value }) => [key ?? [], value ?? []].flat())
}
