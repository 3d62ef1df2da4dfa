import { interpolate, noFunctions, type Scope } from '../expressions/evaluate.js'
import { textOf } from '../json.js'
import { WorkflowProblem } from '../problem.js'
import { child, literal, type Node } from './yaml.js'

/** The evaluated `run-name`; null if there is none or it cannot be evaluated, which is reported when the run starts. */
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
