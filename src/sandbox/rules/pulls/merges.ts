import { mustWrite } from '../../permissions.js'
import { GitHubError, notFound } from '../../errors.js'
import { commitTree, mergeTree } from '../../git/merge.js'
import { branchHead, fetchFrom, isAncestor, moveRef, resolveCommit } from '../../git/refs.js'
import type { Request } from '../../request.js'
import { pullOf, repositoryById } from '../access/access.js'
import { mustAllowRef } from '../repository/ref-rules.js'
import { withRefUpdates } from '../git/refs.js'
import { signatureOf } from '../git/signatures.js'

/** Merges a branch or commit into a branch; null if the branch already contains it. */
export async function mergeBranches(
  request: Request,
  options: { readonly base: string; readonly head: string; readonly message?: string | undefined },
): Promise<string | null> {
  const { world, repository } = request
  mustWrite(request, 'contents')
  const git = world.git(repository)
  return withRefUpdates(request, async () => {
    const base = await branchHead(git, options.base)
    if (base === null) throw notFound('Base does not exist')
    const head = await resolveCommit(git, options.head)
    if (head === null) throw notFound('Head does not exist')
    if (await isAncestor(git, head, base)) return null
    const message = options.message ?? `Merge ${options.head} into ${options.base}`
    return mergeInto(request, {
      branch: options.base,
      base,
      head,
      message,
      conflict: () => new GitHubError(409, 'Merge conflict'),
    })
  })
}

/** Adds a merge commit to a branch. Call it inside `withRefUpdates`. */
async function mergeInto(
  request: Request,
  merge: {
    readonly branch: string
    readonly base: string
    readonly head: string
    readonly message: string
    readonly conflict: () => GitHubError
  },
): Promise<string> {
  const { world, actor, repository } = request
  const git = world.git(repository)
  const tree = await mergeTree(git, merge.base, merge.head)
  if (tree === null) throw merge.conflict()
  const author = signatureOf(world, actor.user.login)
  const parents = [merge.base, merge.head]
  const sha = await commitTree(git, { tree, parents, message: `${merge.message}\n`, author })
  const ref = `refs/heads/${merge.branch}`
  await mustAllowRef(request, { ref, before: merge.base, after: sha })
  if (!(await moveRef(git, ref, sha, merge.base)))
    throw new GitHubError(409, `${merge.branch} was changed in the meantime`)
  return sha
}

const invalid = (message: string): GitHubError =>
  new GitHubError(422, 'Validation Failed', {
    errors: [{ resource: 'PullRequest', code: 'custom', message }],
  })

/** Merges the base of a pull request into its head. The actor needs write access to the head, which may be in a fork. */
export async function updatePullBranch(
  request: Request,
  number: number,
  expected: string | undefined,
): Promise<void> {
  const { world, repository } = request
  const { pull, state } = pullOf(world, repository, number)
  const source = repositoryById(world, pull.headRepository)
  const headRequest = { ...request, repository: source }
  mustWrite(headRequest, 'contents')
  if (state === 'closed') throw invalid('The pull request is closed.')
  if (expected !== undefined && expected !== pull.headSha)
    throw invalid("expected head sha didn't match current head ref.")
  const base = await branchHead(world.git(repository), pull.base)
  if (base === null) throw invalid('There is no base branch.')
  const git = world.git(source)
  if (source.id !== repository.id) await fetchFrom(git, world.git(repository), base)
  await withRefUpdates(headRequest, async () => {
    const head = await branchHead(git, pull.head)
    if (head === null) throw invalid('There is no head branch.')
    if (await isAncestor(git, base, head)) throw invalid('There are no new commits on the base branch.')
    const message = `Merge branch '${pull.base}' into ${pull.head}`
    await mergeInto(headRequest, {
      branch: pull.head,
      base: head,
      head: base,
      message,
      conflict: () => invalid('merge conflict between base and head'),
    })
  })
}
