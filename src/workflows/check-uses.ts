import type { Finding } from './finding.js'
import { textIn, type Job, type WorkflowFile } from './workflow-file.js'
import { trimmed } from '../lib/text.js'

/** Whether an action or workflow of another repository exists: `owner/name/path@ref`. */
export type Exists = (uses: string) => boolean

/** Reports every `uses` that does not exist. `paths`: the workflow and action files of the repository. */
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
        message: `${uses} does not exist.`,
      }))
  })
}

/** `index`: the index of the step in the job; -1 if the job itself calls a workflow. */
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
  const folder = trimmed(uses.slice(2 + checkout.path.length), '/')
  return (
    checkout.isForeign || ['action.yml', 'action.yaml'].some((name) => paths.includes(`${folder}/${name}`))
  )
}

/** The checkout that an action of the workspace comes from: of the earlier checkouts around its path, the deepest. */
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
    .filter((checkout) => checkout.path === '' || `${path}/`.startsWith(`${checkout.path}/`))
    .toSorted((first, second) => second.path.length - first.path.length)[0]
}
