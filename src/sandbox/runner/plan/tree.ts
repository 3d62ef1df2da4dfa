import { locationText, WorkflowProblem } from '../problem.js'
import type { Server } from '../server.js'
import { readWorkflow, type CalledBy, type Source, type Workflow } from '../workflow/workflow.js'
import { child, type Node } from '../workflow/yaml.js'

/** A workflow and the workflows that it calls, recursively. */
export interface Tree {
  readonly workflow: Workflow
  /** By the id of the calling job. */
  readonly calls: ReadonlyMap<string, Tree>
  /** Problems of this workflow and of all called ones. */
  readonly problems: readonly string[]
}

/** docs: "Reusing workflow configurations", limitations. */
const maxDepth = 10

export async function treeOf(server: Server, source: Source, depth = 1): Promise<Tree> {
  const workflow = await readWorkflow(source)
  const calls = new Map<string, Tree>()
  const problems: string[] = [...workflow.limits]
  for (const job of workflow.jobs) {
    if (job.uses === null) continue
    const found = await calledTree(server, source, { node: job.node, uses: job.uses }, depth)
    if ('workflow' in found) calls.set(job.id, found)
    else problems.push(...found.problems)
  }
  return {
    workflow,
    calls,
    problems: [...problems, ...[...calls.values()].flatMap((callee) => callee.problems)],
  }
}

/** The workflow that a job calls, or its problems. */
async function calledTree(
  server: Server,
  source: Source,
  { node, uses }: { readonly node: Node; readonly uses: string },
  depth: number,
): Promise<Tree | Pick<Tree, 'problems'>> {
  const at = locationText(child(node, 'uses')?.at ?? node.at)
  const refusal = (reason: string): Pick<Tree, 'problems'> => ({
    problems: [`${at}: error parsing called workflow "${uses}": ${reason}`],
  })
  if (depth >= maxDepth) return refusal(`workflows are nested more than ${maxDepth} levels deep.`)
  const target = await locate(server, source, uses)
  if (typeof target === 'string') return refusal(target)
  try {
    return await treeOf(server, target, depth + 1)
  } catch (error) {
    if (error instanceof WorkflowProblem) return { problems: error.lines }
    throw error
  }
}

/** The workflow file that a job's `uses` refers to, or an error message. */
async function locate(server: Server, source: Source, uses: string): Promise<Source | string> {
  const [, local] = /^\.\/(\.github\/workflows\/[^@]+)$/.exec(uses) ?? []
  const [, repository = source.repository, path = local ?? '', ref] =
    /^([^/]+\/[^/]+)\/(\.github\/workflows\/[^@]+)@(.+)$/.exec(uses) ?? []
  if (path === '') return 'use ./.github/workflows/FILE or OWNER/NAME/.github/workflows/FILE@REF.'
  if (ref !== undefined && !(await server.repository(repository)))
    return `the repository ${repository} is not in the sandbox. Add it (rel sandbox import PATH --as ${repository}).`
  const commit = ref === undefined ? source.commit : (await server.commit(repository, ref))?.sha
  if (commit === undefined) return `${repository} has no ref ${ref ?? ''}.`
  const file = await server.file(repository, commit, path)
  if (file?.text === undefined) return 'workflow was not found.'
  const calledBy: CalledBy = ref === undefined ? { local: true } : { local: false, ref }
  return { repository, commit, path, text: file.text, calledBy }
}
