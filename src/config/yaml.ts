import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Document } from 'yaml'
import { RelError } from '../errors.js'
import { parsedYaml } from '../lib/yaml.js'

type Step = string | number | symbol

/** A parsed YAML file: a map of keys with their positions. */
export interface Source {
  readonly value: Readonly<Record<string, unknown>>
  /** `line:column` (from 1) of the value at a path, or of its nearest parent in the file. */
  readonly placeOf: (steps: readonly Step[]) => string
  /** The same for a key at a path. */
  readonly placeOfKey: (steps: readonly Step[], key: string) => string
}

/** More than any configuration needs; stops nested aliases that expand exponentially. */
const maxAliasCount = 100

/** Reads YAML 1.2 with merge keys. Throws `config` for syntax errors, duplicate keys, several documents and unknown tags. */
export function readYaml(text: string | null, path: string): Source {
  const lines = new LineCounter()
  const document = parsedYaml(text ?? '', {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    uniqueKeys: true,
  })
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${line}:${col}`
  }
  const problems = [...document.errors, ...document.warnings].map(
    ({ pos, message }) => `${path}:${place(pos[0])}: ${reworded(message)}`,
  )
  if (problems.length > 0) throw invalid(problems.join('\n'))
  const value = valueOf(document, path) ?? {}
  if (typeof value !== 'object' || Array.isArray(value))
    throw invalid(`${path}:1:1: must be a map of keys, such as \`gates: reviewers\``)
  return {
    value: value as Readonly<Record<string, unknown>>,
    placeOf: (steps) => place(offsetOf(document, steps)),
    placeOfKey: (steps, key) => place(offsetOf(document, steps, key)),
  }
}

const invalid = (message: string, cause?: unknown): RelError =>
  new RelError('config', message, { hint: 'Write the file in YAML 1.2.', cause })

/** The yaml package recommends a function of its API. */
const reworded = (message: string): string =>
  message.startsWith('Source contains multiple documents') ? 'must contain only one document' : message

function valueOf(document: Document, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount })
  } catch (error) {
    if (error instanceof ReferenceError) throw invalid(`${path}:1:1: ${error.message}`, error)
    throw error
  }
}

const startOf = (node: unknown): number | null => (isNode(node) ? (node.range?.[0] ?? null) : null)

function offsetOf(document: Document, steps: readonly Step[], key: string | null = null): number {
  let offset = startOf(document.contents) ?? 0
  let node: unknown = document.contents
  for (const step of steps) {
    const next = childOf(document, node, step)
    if (next === null) return offset
    node = next.node
    offset = startOf(node) ?? next.offset
  }
  return key === null ? offset : (childOf(document, node, key)?.offset ?? offset)
}

/** The value below a node, and the offset of its key (in a list, of the value itself). */
function childOf(document: Document, parent: unknown, step: Step): { node: unknown; offset: number } | null {
  const node = isAlias(parent) ? parent.resolve(document) : parent
  if (isSeq(node) && typeof step === 'number') return at(node.items[step], node.items[step])
  if (!isMap(node)) return null
  const pair = node.items.find(
    (item) => isPair(item) && String(isScalar(item.key) ? item.key.value : item.key) === String(step),
  )
  return pair ? at(pair.value, pair.key) : null
}

function at(node: unknown, key: unknown): { node: unknown; offset: number } | null {
  const offset = startOf(key)
  return offset === null ? null : { node, offset }
}
