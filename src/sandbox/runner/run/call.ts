import { noFunctions, type Scope } from '../expressions/evaluate.js'
import { textOf, type Json, type JsonObject } from '../json.js'
import { problemAt, type Place } from '../problem.js'
import type { Job, Workflow } from '../workflow/workflow.js'
import { child, entriesOf, literal, textMap, valueOf, type Node } from '../workflow/yaml.js'

/** What a called workflow gets under `inputs`: of the types that it declares, with its defaults. */
export function callInputs(job: Job, { root }: Workflow, scope: Scope): JsonObject {
  const given = entriesOf(child(job.node, 'with'))
  const declared = entriesOf(child(child(child(root, 'on'), 'workflow_call'), 'inputs'))
  const outer: Scope = {
    contexts: { github: scope.contexts['github'] ?? {}, vars: scope.contexts['vars'] ?? {}, inputs: {} },
    functions: noFunctions,
  }
  return Object.fromEntries(
    declared.map(({ key, value }) => {
      const own = given.find((each) => each.key.toLowerCase() === key.toLowerCase())
      const node = own?.value ?? child(value, 'default')
      const type = literal(child(value, 'type')) ?? 'string'
      return [key, typed(valueOf(node, own ? scope : outer), type, key, node?.at ?? job.node.at)]
    }),
  )
}

/** GitHub takes an expression's result as it is, and a text only if it can be read as the type. */
function typed(value: Json, type: string, name: string, at: Place): Json {
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

/** All of the caller's, or the named ones. The token is each job's own. */
export function callSecrets(job: Job, scope: Scope): JsonObject {
  const node = child(job.node, 'secrets')
  const all = (scope.contexts['secrets'] ?? {}) as JsonObject
  return literal(node) === 'inherit' ? all : textMap(node, scope)
}

/** `inputs` of a run that was started by hand: texts, read as the types that the file declares. */
export function dispatchInputs(root: Node, given: Readonly<Record<string, string>>): JsonObject {
  const declared = entriesOf(child(child(child(root, 'on'), 'workflow_dispatch'), 'inputs'))
  return Object.fromEntries(
    Object.entries(given).map(([name, text]) => {
      const node = declared.find(({ key }) => key === name)?.value
      const type = literal(child(node, 'type')) ?? 'string'
      return [
        name,
        type === 'boolean' || type === 'number' ? typed(text, type, name, node?.at ?? root.at) : text,
      ]
    }),
  )
}
