import type { WorkflowReference } from '../../state/actions-rows.js'
import type { Tree } from '../plan/tree.js'
import type { Server } from '../server.js'

/**
 * The workflows that a workflow calls, also indirectly, each once. `ref`: the full ref of the caller, which a workflow called by
 * a local path shares.
 */
export async function referencesOf(
  server: Server,
  tree: Tree,
  ref: string | undefined,
): Promise<readonly WorkflowReference[]> {
  const all: WorkflowReference[] = []
  for (const callee of tree.calls.values()) {
    const { repository, path, commit, calledBy } = callee.workflow.source
    const local = calledBy?.local ?? true
    const name = calledBy?.local === false ? calledBy.ref : commit
    const calleeRef = calledBy?.local === false ? await fullRef(server, repository, calledBy.ref) : ref
    const own = { path: `${repository}/${path}@${name}`, sha: commit, ref: calleeRef, local }
    all.push(own, ...(await referencesOf(server, callee, calleeRef)))
  }
  return [...new Map(all.map((reference) => [JSON.stringify(reference), reference])).values()]
}

/** The tag or branch of this name, a tag first (docs: "Reuse workflows"); undefined for a commit. */
async function fullRef(server: Server, repository: string, name: string): Promise<string | undefined> {
  for (const ref of [`refs/tags/${name}`, `refs/heads/${name}`])
    if (await server.commit(repository, ref)) return ref
  return undefined
}
