import { mustWrite } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { branchHead, moveRef } from '../../git/refs.js'
import { transaction, type Request } from '../../request.js'
import type { Repository } from '../../state/rows.js'
import { pullOf } from '../access/access.js'
import { markMerged } from './pull-request-sync.js'
import { mergedCommit, type MergeMethod, type MergeOptions } from '../git/merge-commits.js'
import { mustAllowMerge } from '../repository/ref-rules.js'
import { approvalsOf } from './reviews.js'
import { withRefUpdates } from '../git/refs.js'

export { mergeability } from './mergeability.js'
export type { MergeMethod, MergeOptions } from '../git/merge-commits.js'
export { signatureOf } from '../git/signatures.js'

const notAllowed = (message: string): GitHubError =>
  new GitHubError(405, message, {
    documentation: 'https://docs.github.com/rest/pulls/pulls#merge-a-pull-request',
  })
const headModified = (): GitHubError =>
  new GitHubError(409, 'Head branch was modified. Review and try the merge again.')

/** Merges a pull request and returns the new head of its base. */
export async function mergePull(
  request: Request,
  number: number,
  options: MergeOptions,
): Promise<{ readonly sha: string }> {
  const { world, repository } = request
  mustWrite(request, 'contents')
  const method = options.method ?? 'merge'
  mustAllowMethod(repository, method)
  return withRefUpdates(request, async () => {
    const issue = pullOf(world, repository, number)
    if (issue.state === 'closed') throw notAllowed('Pull Request is not mergeable')
    if (issue.pull.draft) throw notAllowed('Pull Request is still a draft')
    if (options.sha !== undefined && options.sha !== issue.pull.headSha) throw headModified()
    const git = world.git(repository)
    const base = await branchHead(git, issue.pull.base)
    if (base === null) throw notAllowed('Pull Request is not mergeable')
    const sha = await mergedCommit(request, issue, base, { ...options, method })
    if (sha === null)
      throw notAllowed(
        method === 'rebase' ? "This branch can't be rebased" : 'Pull Request has merge conflicts',
      )
    const ref = `refs/heads/${issue.pull.base}`
    await mustAllowMerge(request, {
      ref,
      before: base,
      after: sha,
      head: issue.pull.headSha,
      approvals: approvalsOf(world, issue),
    })
    if (!(await moveRef(git, ref, sha, base)))
      throw notAllowed('Base branch was modified. Review and try the merge again.')
    transaction(request, (write) => markMerged(write, pullOf(world, repository, number), sha))
    if (repository.deleteBranchOnMerge && issue.pull.headRepository === repository.id)
      await moveRef(git, `refs/heads/${issue.pull.head}`, null, issue.pull.headSha)
    return { sha }
  })
}

function mustAllowMethod(repository: Repository, method: MergeMethod): void {
  if (method === 'merge' && !repository.allowMergeCommit)
    throw notAllowed('Merge commits are not allowed on this repository.')
  if (method === 'squash' && !repository.allowSquashMerge)
    throw notAllowed('Squash merges are not allowed on this repository.')
  if (method === 'rebase' && !repository.allowRebaseMerge)
    throw notAllowed('Rebase merges are not allowed on this repository.')
}
