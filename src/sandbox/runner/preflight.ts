import { sortedFindings, analyze } from './plan/plan.js'
import { defaultTokenPermissions } from './plan/permissions.js'
import type { Tree } from './plan/tree.js'
import { locationText, WorkflowProblem } from './problem.js'
import { serverAt, type Server, type ServerAddress } from './server.js'
import type { Source } from './workflow/workflow.js'
import { child, itemsOf } from './workflow/yaml.js'

/** How the sandbox would run a workflow file: lists of `file:line:column: text`. */
export interface Preflight {
  readonly path: string
  /** What runs as on GitHub, on this machine. */
  readonly real: readonly string[]
  /** What is replaced by a stand-in. */
  readonly standins: readonly string[]
  /** What keeps the workflow from running in the sandbox, and what to do about it. */
  readonly problems: readonly string[]
}

/** How the sandbox would run each workflow of a repository's default branch. */
export async function preflight(address: ServerAddress, repository: string): Promise<readonly Preflight[]> {
  const server = serverAt(address)
  try {
    const known = await server.repository(repository)
    const head = known && (await server.commit(repository, `refs/heads/${known.defaultBranch}`))
    if (!known || !head) return []
    const defaults = defaultTokenPermissions(known.defaultPermissions)
    const files = await server.workflows(repository, head.sha)
    const sources = files.map((file) => ({ repository, commit: head.sha, ...file }))
    return await Promise.all(sources.map((source) => preflightOf(server, source, defaults)))
  } finally {
    server.close()
  }
}

async function preflightOf(
  server: Server,
  source: Source,
  defaults: ReturnType<typeof defaultTokenPermissions>,
): Promise<Preflight> {
  const { path } = source
  try {
    const { tree, inventory, findings } = await analyze(
      server,
      source,
      { github: {}, vars: {}, inputs: {} },
      defaults,
    )
    const { real, standins, problems } = inventory
    return {
      path,
      real: [...jobs(tree), ...real],
      standins,
      problems: sortedFindings([...findings, ...problems]),
    }
  } catch (error) {
    if (error instanceof WorkflowProblem) return { path, real: [], standins: [], problems: error.lines }
    throw error
  }
}

/** Lines about the jobs: the number of their scripts, or the workflow that they call. */
const jobs = ({ workflow, calls }: Tree): readonly string[] =>
  workflow.jobs.flatMap(({ id, node, uses }) => {
    const scripts = itemsOf(child(node, 'steps')).filter((step) => child(step, 'run')).length
    const at = locationText(node.at)
    if (uses === null)
      return [`${at}: ${id}: ${scripts} ${scripts === 1 ? 'script' : 'scripts'} -> this machine`]
    return calls.has(id) ? [`${at}: ${id}: ${uses} -> the called workflow`] : []
  })
