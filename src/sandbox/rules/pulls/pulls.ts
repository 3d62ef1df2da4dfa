import { mustParticipate, roleOf } from '../../permissions.js'
import { custom, invalidField, missingField, notAdministrator } from '../../errors.js'
import { branchHead } from '../../git/refs.js'
import { transaction, type Request } from '../../request.js'
import { atLeast } from '../../roles.js'
import { pullOf, type PullRequest } from '../access/access.js'
import { markClosed, updatePullRef } from './pull-request-sync.js'
import { mustBeUniquePull, mustSupportDraft, type PullOptions } from './create-pull.js'
import { recordIssueEvent, recordTimeline } from '../record.js'

export { mergeability, mergePull, type MergeMethod, type MergeOptions } from './merging.js'
export { createPull, type PullOptions } from './create-pull.js'

/** The author may edit a pull request, and everyone with write access. */
function mustEdit(request: Request, issue: PullRequest): void {
  const { actor } = request
  mustParticipate(request, 'pull_requests')
  const own = issue.author === actor.user.login
  if (!own && !atLeast(roleOf(request), 'write')) throw notAdministrator()
}

/** Updates the fields in `options` (neither the head nor the state). */
export async function updatePull(
  request: Request,
  number: number,
  options: Omit<PullOptions, 'head'>,
): Promise<PullRequest> {
  const { world, repository } = request
  mustEdit(request, pullOf(world, repository, number))
  mustSupportDraft(repository, options)
  if (options.title !== undefined && options.title.trim() === '') throw missingField('PullRequest', 'title')
  const baseSha = options.base === undefined ? null : await branchHead(world.git(repository), options.base)
  if (options.base !== undefined && baseSha === null) throw invalidField('PullRequest', 'base')
  const before = pullOf(world, repository, number)
  return transaction(request, (write) => {
    const after = write.tx.put('issues', {
      ...before,
      title: options.title ?? before.title,
      body: options.body === undefined ? before.body : options.body,
      updatedAt: world.now(),
      pull: {
        ...before.pull,
        draft: options.draft ?? before.pull.draft,
        base: options.base ?? before.pull.base,
        baseSha: baseSha ?? before.pull.baseSha,
        maintainerCanModify: options.maintainerCanModify ?? before.pull.maintainerCanModify,
      },
    }) as PullRequest
    if (after.title !== before.title)
      recordTimeline(write, after, 'renamed', { rename: { from: before.title, to: after.title } })
    if (after.pull.draft !== before.pull.draft)
      recordTimeline(write, after, after.pull.draft ? 'convert_to_draft' : 'ready_for_review')
    recordIssueEvent(write, after, editOf(before, after))
    return after
  })
}

const editOf = (before: PullRequest, after: PullRequest): string =>
  before.pull.draft === after.pull.draft
    ? 'edited'
    : after.pull.draft
      ? 'converted_to_draft'
      : 'ready_for_review'

export function closePull(request: Request, number: number): PullRequest {
  const { world, repository } = request
  const issue = pullOf(world, repository, number)
  mustEdit(request, issue)
  if (issue.state === 'open') transaction(request, (write) => markClosed(write, issue))
  return pullOf(world, repository, number)
}

/** Reopens a pull request that is not merged, whose head branch exists, and whose head and base no other open one has. */
export async function reopenPull(request: Request, number: number): Promise<PullRequest> {
  const { world, repository } = request
  const before = pullOf(world, repository, number)
  mustEdit(request, before)
  if (before.state === 'open') return before
  if (before.pull.mergedAt !== null)
    throw custom('PullRequest', 'state cannot be changed. The pull request cannot be reopened.')
  const source = {
    repository: world.store.get('repositories', before.pull.headRepository) ?? repository,
    branch: before.pull.head,
  }
  const headSha = await branchHead(world.git(source.repository), source.branch)
  if (headSha === null)
    throw custom('PullRequest', `state cannot be changed. The ${source.branch} branch has been deleted.`)
  mustBeUniquePull(world, repository, source, before.pull.base)
  await updatePullRef(world, repository, number, { repository: source.repository.id, sha: headSha })
  const issue = pullOf(world, repository, number)
  return transaction(request, (write) => {
    recordTimeline(write, issue, 'reopened')
    recordIssueEvent(write, issue, 'reopened')
    return write.tx.put('issues', {
      ...issue,
      state: 'open',
      closedAt: null,
      closedBy: null,
      updatedAt: world.now(),
      pull: { ...issue.pull, headSha },
    }) as PullRequest
  })
}
