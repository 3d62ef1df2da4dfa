import { noFunctions, type Scope } from '../expressions/evaluate.js'
import { isObject, textOf, type Json, type JsonObject } from '../json.js'
import { known, placeText } from '../problem.js'
import { callInputs } from '../run/call.js'
import { deadlock } from '../run/concurrency.js'
import { child, valueOf, type Node } from '../workflow/yaml.js'
import type { Tree } from './tree.js'

/**
 * Groups that a called workflow or a job wants while its caller holds them; inside a called workflow github.workflow is the
 * caller's. What only the run will know (needs, matrix) is looked at then.
 */
export function deadlocks(
  tree: Tree,
  contexts: Readonly<Record<string, Json>>,
  held: readonly string[] = [],
): readonly string[] {
  const { root, jobs } = tree.workflow
  const own = wanted(child(root, 'concurrency'), contexts, held)
  const inner = own.group === null ? held : [...held, own.group]
  return [
    ...own.findings,
    ...jobs.flatMap((job) => {
      const mine = wanted(child(job.node, 'concurrency'), contexts, inner)
      const callee = tree.calls.get(job.id)
      if (!callee) return mine.findings
      const scope: Scope = { contexts, functions: noFunctions }
      const inputs = known(() => callInputs(job, callee.workflow, scope)) ?? {}
      const below = mine.group === null ? inner : [...inner, mine.group]
      return [...mine.findings, ...deadlocks(callee, { ...contexts, inputs: inputs as JsonObject }, below)]
    }),
  ]
}

function wanted(node: Node | undefined, contexts: Readonly<Record<string, Json>>, held: readonly string[]) {
  const value = node ? (known(() => valueOf(node, { contexts, functions: noFunctions })) ?? null) : null
  const group = textOf(isObject(value) ? (value['group'] ?? null) : value)
  const name = group.toLowerCase()
  if (!node || name === '') return { group: null, findings: [] }
  return { group: name, findings: held.includes(name) ? [`${placeText(node.at)}: ${deadlock(group)}`] : [] }
}
