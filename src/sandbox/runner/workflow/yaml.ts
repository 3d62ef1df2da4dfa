import { isAlias, isMap, isScalar, isSeq, LineCounter, type Document } from 'yaml'
import { parsedYaml } from '../../../lib/yaml.js'
import { interpolate, type Scope } from '../expressions/evaluate.js'
import { isObject, textOf, type Json } from '../json.js'
import { problemAt, WorkflowProblem, type SourceLocation } from '../problem.js'

/** A value of a YAML file with its location. */
export type Node =
  | { readonly at: SourceLocation; readonly entries: readonly Entry[] }
  | { readonly at: SourceLocation; readonly items: readonly Node[] }
  | { readonly at: SourceLocation; readonly value: null | boolean | number | string }
export interface Entry {
  readonly key: string
  readonly at: SourceLocation
  readonly value: Node
}

export function parseYaml(file: string, text: string): Node {
  const lines = new LineCounter()
  const document = parsedYaml(text, { lineCounter: lines, prettyErrors: false })
  const place = (offset: number): SourceLocation => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  const [error] = document.errors
  if (error) throw problemAt(place(error.pos[0]), error.message)
  let left = maxValues
  const counted = (offset: number): SourceLocation => {
    left -= 1
    if (left < 0) throw problemAt(place(offset), 'The aliases of the file multiply to too many values.')
    return place(offset)
  }
  return nodeOf(document, document.contents, counted, 0)
}

/** Protects against aliases that multiply, or contain themselves. */
const maxValues = 200_000
const maxDepth = 60

function nodeOf(
  document: Document,
  node: unknown,
  place: (offset: number) => SourceLocation,
  depth: number,
): Node {
  const at = place((node as { range?: readonly number[] } | null)?.range?.[0] ?? 0)
  if (depth > maxDepth) throw problemAt(at, 'The file is nested too deeply.')
  const inner = (nested: unknown): Node => nodeOf(document, nested, place, depth + 1)
  if (isAlias(node)) return inner(node.resolve(document))
  if (isSeq(node)) return { at, items: node.items.map(inner) }
  if (isMap(node))
    return {
      at,
      entries: node.items.map(({ key, value }) => {
        const keyNode = isScalar(key) ? key : null
        return { key: String(keyNode?.value ?? ''), at: place(keyNode?.range?.[0] ?? 0), value: inner(value) }
      }),
    }
  return { at, value: isScalar(node) ? scalarOf(node.value) : null }
}

const scalarOf = (value: unknown): string | number | boolean | null =>
  typeof value === 'number' || typeof value === 'boolean' || value === null ? value : String(value)

export const entriesOf = (node: Node | undefined): readonly Entry[] =>
  node && 'entries' in node ? node.entries : []
export const itemsOf = (node: Node | undefined): readonly Node[] =>
  node && 'items' in node ? node.items : []
export const child = (node: Node | undefined, key: string): Node | undefined =>
  entriesOf(node).find((entry) => entry.key === key)?.value
/** A scalar with unevaluated expressions; null for other nodes. */
export const literal = (node: Node | undefined): string | null =>
  node && 'value' in node && node.value !== null ? String(node.value) : null
/** The texts of `a` or `[a, b]`. */
export const texts = (node: Node | undefined): readonly string[] =>
  node && 'items' in node ? node.items.flatMap((item) => literal(item) ?? []) : [literal(node) ?? []].flat()

/** The value of a node with its expressions evaluated. */
export function valueOf(node: Node | undefined, scope: Scope): Json {
  if (!node) return null
  if ('items' in node) return node.items.map((item) => valueOf(item, scope))
  if ('entries' in node)
    return Object.fromEntries(node.entries.map(({ key, value }) => [key, valueOf(value, scope)]))
  return typeof node.value === 'string' ? interpolate(node.value, scope, node.at) : node.value
}

export const textValue = (node: Node | undefined, scope: Scope): string => textOf(valueOf(node, scope))

/** A mapping of texts such as `env`, `with` and outputs, which can also be a single expression. */
export function textMap(node: Node | undefined, scope: Scope): Readonly<Record<string, string>> {
  const value = valueOf(node, scope)
  if (value === null) return {}
  if (!isObject(value)) throw new WorkflowProblem([`${node?.at.file}: expected a mapping.`])
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, textOf(inner)]))
}
