import { placeText, WorkflowProblem } from '../problem.js'
import type { Server } from '../server.js'
import { readWorkflow, type Job, type Source, type Workflow } from '../workflow/workflow.js'
import { child } from '../workflow/yaml.js'

/** A workflow and those that it calls, each with those that it calls. */
export interface Tree {
  readonly workflow: Workflow
  /** By the id of the calling job. */
  readonly calls: ReadonlyMap<string, Tree>
}

/** docs: "Reusing workflow configurations", limitations. */
const deepest = 10

export async function treeOf(server: Server, source: Source, depth = 1): Promise<Tree> {
  const workflow = await readWorkflow(source)
  const calls = new Map<string, Tree>()
  for (const job of workflow.jobs)
    if (job.uses !== null) calls.set(job.id, await called(server, source, job, job.uses, depth))
  return { workflow, calls }
}

async function called(server: Server, source: Source, job: Job, uses: string, depth: number): Promise<Tree> {
  const at = child(job.node, 'uses')?.at ?? job.node.at
  const refuse = (reason: string): WorkflowProblem =>
    new WorkflowProblem([`${placeText(at)}: error parsing called workflow "${uses}": ${reason}`])
  if (depth >= deepest) throw refuse(`workflows nest more than ${deepest} levels deep.`)
  const target = await locate(server, source, uses)
  if (typeof target === 'string') throw refuse(target)
  return treeOf(server, target, depth + 1)
}

/** The file that a `uses` of a job names, or why there is none. */
async function locate(server: Server, source: Source, uses: string): Promise<Source | string> {
  const [, local] = /^\.\/(\.github\/workflows\/[^@]+)$/.exec(uses) ?? []
  const [, repository = source.repository, path = local ?? '', ref] =
    /^([^/]+\/[^/]+)\/(\.github\/workflows\/[^@]+)@(.+)$/.exec(uses) ?? []
  if (path === '') return 'it is neither ./.github/workflows/FILE nor OWNER/NAME/.github/workflows/FILE@REF.'
  if (ref !== undefined && !(await server.repository(repository)))
    return `the repository ${repository} is not in the sandbox. Add it (rel sandbox import).`
  const commit = ref === undefined ? source.commit : (await server.commit(repository, ref))?.sha
  if (commit === undefined) return `${repository} has no ref ${ref ?? ''}.`
  const file = await server.file(repository, commit, path)
  return file?.text === undefined ? 'workflow was not found.' : { repository, commit, path, text: file.text }
}
