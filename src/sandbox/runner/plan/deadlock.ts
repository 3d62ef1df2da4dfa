import { noFunctions, type Scope } from '../expressions/evaluate.js'
import { isObject, textOf, type Json, type JsonObject } from '../json.js'
import { tryEvaluate, locationText } from '../problem.js'
import { callInputs } from '../run/call.js'
import { deadlock } from '../run/concurrency.js'
import { child, valueOf, type Node } from '../workflow/yaml.js'
import type { Tree } from './tree.js'

/**
 * Finds concurrency groups that a called workflow or a job requests while its caller holds them; in a called workflow
 * github.workflow is the caller's. Groups that depend on values of the run (needs, matrix) are checked when it runs.
 */
export function deadlocks(
  tree: Tree,
  contexts: Readonly<Record<string, Json>>,
  held: readonly string[] = [],
): readonly string[] {
  const { root, jobs } = tree.workflow
  const own = groupOf(child(root, 'concurrency'), contexts, held)
  const heldByJobs = own.group === null ? held : [...held, own.group]
  return [
    ...own.findings,
    ...jobs.flatMap((job) => {
      const jobGroup = groupOf(child(job.node, 'concurrency'), contexts, heldByJobs)
      const callee = tree.calls.get(job.id)
      if (!callee) return jobGroup.findings
      const scope: Scope = { contexts, functions: noFunctions }
      const inputs = tryEvaluate(() => callInputs(job, callee.workflow, scope)) ?? {}
      const heldByCallee = jobGroup.group === null ? heldByJobs : [...heldByJobs, jobGroup.group]
      return [
        ...jobGroup.findings,
        ...deadlocks(callee, { ...contexts, inputs: inputs as JsonObject }, heldByCallee),
      ]
    }),
  ]
}

function groupOf(node: Node | undefined, contexts: Readonly<Record<string, Json>>, held: readonly string[]) {
  const value = node ? (tryEvaluate(() => valueOf(node, { contexts, functions: noFunctions })) ?? null) : null
  const group = textOf(isObject(value) ? (value['group'] ?? null) : value)
  const name = group.toLowerCase()
  if (!node || name === '') return { group: null, findings: [] }
  return {
    group: name,
    findings: held.includes(name) ? [`${locationText(node.at)}: ${deadlock(group)}`] : [],
  }
}
