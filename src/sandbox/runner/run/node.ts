import type { RunNode } from '../../state/actions-rows.js'
import type { Tree } from '../plan/tree.js'
import type { Job } from '../workflow/workflow.js'
import { child, literal } from '../workflow/yaml.js'

/** The job of the files that a row is of: its key without its number in a matrix. */
export const nodeOf = (key: string): string => key.replace(/#\d+|!$/g, '')

/** All jobs of a run and what each waits for, as the files have it; a called workflow waits for what its caller needs. */
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
    const shown = name + titleOf(job)
    if (callee) return graphOf(callee, `${prefix}${job.id}/`, `${shown} / `, needsOf(job))
    return [{ key: `${prefix}${job.id}`, name: shown, needs: needsOf(job) }]
  })
}

/** What has to be over before a job is: itself, or all jobs of the workflow that it calls. */
function endsOf({ calls }: Tree, prefix: string, id: string): readonly string[] {
  const callee = calls.get(id)
  if (!callee) return [`${prefix}${id}`]
  return callee.workflow.jobs.flatMap((job) => endsOf(callee, `${prefix}${id}/`, job.id))
}

/** A name with an expression in it is known when the jobs of its matrix are. */
function titleOf({ id, node }: Job): string {
  const name = literal(child(node, 'name'))
  return name === null || name.includes('${{') ? id : name
}
