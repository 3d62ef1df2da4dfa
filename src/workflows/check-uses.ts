import type { Finding } from './finding.js'
import { textIn, type Job, type WorkflowFile } from './workflow-file.js'

/** Whether the action or workflow of another repository that a `uses` names is there: `owner/name/path@ref`. */
export type Exists = (uses: string) => boolean

/** A `uses` that leads nowhere. `paths`: every file of the repository that counts. */
export function unresolvedUses(
  workflow: WorkflowFile,
  paths: readonly string[],
  exists: Exists,
): readonly Finding[] {
  return workflow.jobs.flatMap((job) => {
    const used = [job.node, ...job.steps].flatMap((node) => {
      const uses = textIn(node, 'uses')
      return uses === null ? [] : [{ uses, node }]
    })
    return used
      .filter(({ uses, node }) => !resolves(uses, { job, index: job.steps.indexOf(node) }, paths, exists))
      .map(({ uses, node }) => ({
        path: workflow.path,
        line: workflow.lineOf(node.get('uses', true)),
        message: `${uses} leads nowhere.`,
      }))
  })
}

/** `index`: of the step among the job's; -1 where the job itself uses a workflow. */
function resolves(
  uses: string,
  { job, index }: { readonly job: Job; readonly index: number },
  paths: readonly string[],
  exists: Exists,
): boolean {
  if (!uses.startsWith('./')) return uses.startsWith('docker://') || (uses.includes('@') && exists(uses))
  if (index < 0) return paths.includes(uses.slice(2))
  const checkout = checkoutOf(uses.slice(2), job, index)
  if (!checkout) return false
  const folder = uses.slice(2 + checkout.path.length).replaceAll(/^\/+|\/+$/g, '')
  return (
    checkout.isForeign || ['action.yml', 'action.yaml'].some((name) => paths.includes(`${folder}/${name}`))
  )
}

/** What an action of the workspace came with: the deepest folder that a step before it checked something out to. */
function checkoutOf(
  path: string,
  { steps }: Job,
  index: number,
): { readonly path: string; readonly isForeign: boolean } | undefined {
  return steps
    .slice(0, index)
    .filter((step) => textIn(step, 'uses')?.startsWith('actions/checkout@'))
    .map((step) => ({
      path: textIn(step, 'with', 'path') ?? '',
      isForeign: textIn(step, 'with', 'repository') !== null,
    }))
    .filter((one) => one.path === '' || `${path}/`.startsWith(`${one.path}/`))
    .toSorted((one, other) => other.path.length - one.path.length)[0]
}
