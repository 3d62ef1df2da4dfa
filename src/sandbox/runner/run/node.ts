import type { RunNode } from '../../state/actions-rows.js'
import type { Tree } from '../plan/tree.js'
import type { Job } from '../workflow/workflow.js'
import { child, literal } from '../workflow/yaml.js'

/** The graph node of a job: its key without its index in a matrix. */
export const nodeKeyOf = (key: string): string => key.replace(/#\d+|!$/g, '')

/** The jobs of a run with their needs, as in the workflow files; jobs of a called workflow inherit the needs of its caller. */
export function graphOf(
  tree: Tree,
  prefix = '',
  name = '',
  inherited: readonly string[] = [],
): readonly RunNode[] {
  const { jobs } = tree.workflow
  const needsOf = (job: Job): readonly string[] =>
    job.needs.length === 0 ? inherited : job.needs.flatMap((id) => endsOf(tree, prefix, id))
  return jobs.flatMap((job) => {
    const callee = tree.calls.get(job.id)
    const fullName = name + titleOf(job)
    if (callee) return graphOf(callee, `${prefix}${job.id}/`, `${fullName} / `, needsOf(job))
    return [{ key: `${prefix}${job.id}`, name: fullName, needs: needsOf(job) }]
  })
}

/** The nodes that must end before a job has ended: itself, or all jobs of the workflow that it calls. */
function endsOf({ calls }: Tree, prefix: string, id: string): readonly string[] {
  const callee = calls.get(id)
  if (!callee) return [`${prefix}${id}`]
  return callee.workflow.jobs.flatMap((job) => endsOf(callee, `${prefix}${id}/`, job.id))
}

/** The title of a job; its id if its name has an expression, which is evaluated for each matrix job. */
function titleOf({ id, node }: Job): string {
  const name = literal(child(node, 'name'))
  return name === null || name.includes('${{') ? id : name
}
