import { GitHubError } from '../../errors.js'
import { commitTree, mergeTree } from '../../git/merge.js'
import { branchHead, isAncestor, moveRef } from '../../git/refs.js'
import type { Request } from '../../request.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { signatureOf } from './merging.js'
import { mustAllowRef } from '../repository/ref-rules.js'
import { withRefUpdates } from '../git/refs.js'

/**
 * The `auto_merge` of a new deployment: merges the default branch into a branch that is behind it. Returns GitHub's message
 * about the merge, or null if there was nothing to merge and the deployment may be created.
 */
export async function mergeDefaultBranch(request: Request, name: string): Promise<string | null> {
  const { world, actor, repository } = request
  const git = world.git(repository)
  const branch = name.replace(/^refs\/heads\//, '')
  const base = repository.defaultBranch
  if (branch === base || !(await isBehind(world, repository, branch))) return null
  return withRefUpdates(request, async () => {
    const head = await branchHead(git, branch)
    const baseHead = await branchHead(git, base)
    if (head === null || baseHead === null) throw conflict(base, branch)
    const tree = await mergeTree(git, head, baseHead)
    if (tree === null) throw conflict(base, branch)
    const message = `Merge ${base} into ${branch}\n`
    const author = signatureOf(world, actor.user.login)
    const sha = await commitTree(git, { tree, parents: [head, baseHead], message, author })
    const ref = `refs/heads/${branch}`
    await mustAllowRef(request, { ref, before: head, after: sha })
    if (!(await moveRef(git, ref, sha, head))) throw conflict(base, branch)
    return `Auto-merged ${base} into ${branch} on deployment.`
  })
}

async function isBehind(world: World, repository: Repository, branch: string): Promise<boolean> {
  const git = world.git(repository)
  const head = await branchHead(git, branch)
  const base = await branchHead(git, repository.defaultBranch)
  return head !== null && base !== null && !(await isAncestor(git, base, head))
}

const conflict = (base: string, ref: string): GitHubError =>
  new GitHubError(409, `Conflict merging ${base} into ${ref}.`)
