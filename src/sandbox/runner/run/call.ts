import { noFunctions, type Scope } from '../expressions/evaluate.js'
import { textOf, type Json, type JsonObject } from '../json.js'
import { problemAt, type SourceLocation } from '../problem.js'
import type { Job, Workflow } from '../workflow/workflow.js'
import { child, entriesOf, literal, textMap, valueOf, type Node } from '../workflow/yaml.js'

/** The `inputs` context of a called workflow: converted to the declared types, with defaults. */
export function callInputs(job: Job, { root }: Workflow, scope: Scope): JsonObject {
  const provided = entriesOf(child(job.node, 'with'))
  const declared = entriesOf(child(child(child(root, 'on'), 'workflow_call'), 'inputs'))
  const outer: Scope = {
    contexts: { github: scope.contexts['github'] ?? {}, vars: scope.contexts['vars'] ?? {}, inputs: {} },
    functions: noFunctions,
  }
  return Object.fromEntries(
    declared.map(({ key, value }) => {
      const own = provided.find((entry) => entry.key.toLowerCase() === key.toLowerCase())
      const node = own?.value ?? child(value, 'default')
      const type = literal(child(value, 'type')) ?? 'string'
      return [key, typed(valueOf(node, own ? scope : outer), type, key, node?.at ?? job.node.at)]
    }),
  )
}

/** Converts an input to its type. GitHub accepts values of the type, and texts that can be converted. */
function typed(value: Json, type: string, name: string, at: SourceLocation): Json {
  if (type === 'boolean') {
    if (value === null || value === '') return false
    if (typeof value === 'boolean') return value
    if (value === 'true' || value === 'false') return value === 'true'
    throw problemAt(at, `Unexpected value '${textOf(value)}' for the boolean input '${name}'.`)
  }
  if (type === 'number') {
    const number = Number(value ?? 0)
    if (Number.isNaN(number))
      throw problemAt(at, `Unexpected value '${textOf(value)}' for the number input '${name}'.`)
    return number
  }
  return textOf(value)
}

/** The secrets of a called workflow: all of the caller's with `inherit`, otherwise the named ones. */
export function callSecrets(job: Job, scope: Scope): JsonObject {
  const node = child(job.node, 'secrets')
  const all = (scope.contexts['secrets'] ?? {}) as JsonObject
  return literal(node) === 'inherit' ? all : textMap(node, scope)
}

/** The `inputs` of a dispatched run, converted to the types that the workflow declares. */
export function dispatchInputs(root: Node, dispatchValues: Readonly<Record<string, string>>): JsonObject {
  const declared = entriesOf(child(child(child(root, 'on'), 'workflow_dispatch'), 'inputs'))
  return Object.fromEntries(
    Object.entries(dispatchValues).map(([name, text]) => {
      const node = declared.find(({ key }) => key === name)?.value
      const type = literal(child(node, 'type')) ?? 'string'
      return [
        name,
        type === 'boolean' || type === 'number' ? typed(text, type, name, node?.at ?? root.at) : text,
      ]
    }),
  )
}
