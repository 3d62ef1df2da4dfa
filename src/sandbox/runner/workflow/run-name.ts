import { interpolate, noFunctions, type Scope } from '../expressions/evaluate.js'
import { textOf } from '../json.js'
import { WorkflowProblem } from '../problem.js'
import { child, literal, type Node } from './yaml.js'

/** `run-name`; null without one, and for one that cannot be evaluated: that is told of when the run starts. */
export function runNameOf(root: Node, contexts: Scope['contexts']): string | null {
  const node = child(root, 'run-name')
  const text = literal(node)
  if (!node || text === null) return null
  try {
    return textOf(interpolate(text, { contexts, functions: noFunctions }, node.at))
  } catch (error) {
    if (error instanceof WorkflowProblem) return null
    throw error
  }
}
