import { GitHubError } from '../../errors.js'
import { pullOf, type PullRequest } from '../../rules/access/access.js'
import { setLabels } from '../../rules/pulls/labels.js'
import { closePull, createPull, mergePull, reopenPull, updatePull } from '../../rules/pulls/pulls.js'
import { node, requestForRow, requestFor, type Call, type Fields } from '../call.js'
import { FieldError, notInSandbox } from '../errors.js'
import { actorNode } from '../types/actor.js'
import { pullOfId, repositoryOfId } from '../nodes.js'
import { given, mutation } from './change.js'
import { labelsOfIds } from './labels.js'

interface NewPull {
  readonly repositoryId: string
  readonly headRepositoryId?: string | null
  readonly title: string
  readonly body?: string | null
  readonly baseRefName: string
  readonly headRefName: string
  readonly draft?: boolean | null
  readonly maintainerCanModify?: boolean | null
}
interface Update {
  readonly pullRequestId: string
  readonly title?: string | null
  readonly body?: string | null
  readonly baseRefName?: string | null
  readonly maintainerCanModify?: boolean | null
  readonly state?: 'OPEN' | 'CLOSED' | null
  readonly labelIds?: readonly string[] | null
  readonly assigneeIds?: readonly string[] | null
  readonly milestoneId?: string | null
  readonly projectIds?: readonly string[] | null
}
interface Merge {
  readonly pullRequestId: string
  readonly mergeMethod?: 'MERGE' | 'SQUASH' | 'REBASE' | null
  readonly commitHeadline?: string | null
  readonly commitBody?: string | null
  readonly expectedHeadOid?: string | null
}
interface PullInput {
  readonly pullRequestId: string
}

async function open(call: Call, input: NewPull): Promise<PullRequest> {
  const repository = await repositoryOfId(call, input.repositoryId)
  const fork = input.headRepositoryId == null ? null : await repositoryOfId(call, input.headRepositoryId)
  const head = fork && fork.id !== repository.id ? `${fork.owner}:${input.headRefName}` : input.headRefName
  const { title, baseRefName: base } = input
  const options = { title, head, base, body: given(input.body), draft: given(input.draft) }
  try {
    return await createPull(requestFor(call, repository), {
      ...options,
      maintainerCanModify: given(input.maintainerCanModify),
    })
  } catch (error) {
    throw missingBranch(error, base, input.headRefName)
  }
}

/** GraphQL's message for a missing branch, where REST names the field. */
function missingBranch(error: unknown, base: string, head: string): unknown {
  if (!(error instanceof GitHubError)) return error
  const fields = (error.errors ?? []).map((detail) => (typeof detail === 'object' ? detail['field'] : null))
  const side = fields.includes('head') ? 'Head' : fields.includes('base') ? 'Base' : null
  if (side === null) return error
  const blank = "Head sha can't be blank, Base sha can't be blank"
  return new FieldError(
    'UNPROCESSABLE',
    `${blank}, No commits between ${base} and ${head}, ${side} ref must be a branch`,
  )
}

async function update(call: Call, input: Update): Promise<PullRequest> {
  const issue = await pullOfId(call, input.pullRequestId)
  const { world } = call
  const request = requestForRow(call, issue)
  const { repository } = request
  for (const name of ['assigneeIds', 'milestoneId', 'projectIds'] as const)
    if ((input[name] ?? '').length > 0) throw notInSandbox(`updatePullRequest(${name})`)
  const labels = input.labelIds == null ? null : await labelsOfIds(call, issue, input.labelIds)
  const options = {
    title: given(input.title),
    body: given(input.body),
    base: given(input.baseRefName),
    maintainerCanModify: given(input.maintainerCanModify),
  }
  if (Object.values(options).some((value) => value !== undefined))
    await updatePull(request, issue.number, options)
  if (labels)
    setLabels(
      request,
      pullOf(world, repository, issue.number),
      labels.map(({ name }) => name),
    )
  if (input.state === 'CLOSED') closePull(request, issue.number)
  if (input.state === 'OPEN') await reopenPull(request, issue.number)
  return pullOf(world, repository, issue.number)
}

async function merge(call: Call, input: Merge): Promise<PullRequest> {
  const issue = await pullOfId(call, input.pullRequestId)
  const { number } = issue
  const request = requestForRow(call, issue)
  await mergePull(request, number, {
    method: (input.mergeMethod ?? 'MERGE').toLowerCase() as 'merge' | 'squash' | 'rebase',
    title: given(input.commitHeadline),
    message: given(input.commitBody),
    sha: given(input.expectedHeadOid),
  })
  return pullOf(call.world, request.repository, number)
}

async function setDraft(call: Call, { pullRequestId }: PullInput, draft: boolean): Promise<PullRequest> {
  const issue = await pullOfId(call, pullRequestId)
  if (issue.pull.draft === draft) return issue
  return updatePull(requestForRow(call, issue), issue.number, { draft })
}

const payload = (issue: PullRequest, { actor }: Call) => ({
  pullRequest: node('PullRequest', issue),
  actor: actorNode(actor.user),
})

export const pullMutations: Fields<unknown> = {
  createPullRequest: mutation('CreatePullRequest', async (input: NewPull, call) =>
    payload(await open(call, input), call),
  ),
  updatePullRequest: mutation('UpdatePullRequest', async (input: Update, call) =>
    payload(await update(call, input), call),
  ),
  mergePullRequest: mutation('MergePullRequest', async (input: Merge, call) =>
    payload(await merge(call, input), call),
  ),
  closePullRequest: mutation('ClosePullRequest', async ({ pullRequestId }: PullInput, call) =>
    payload(await update(call, { pullRequestId, state: 'CLOSED' }), call),
  ),
  reopenPullRequest: mutation('ReopenPullRequest', async ({ pullRequestId }: PullInput, call) =>
    payload(await update(call, { pullRequestId, state: 'OPEN' }), call),
  ),
  markPullRequestReadyForReview: mutation('MarkPullRequestReadyForReview', async (input: PullInput, call) =>
    payload(await setDraft(call, input, false), call),
  ),
  convertPullRequestToDraft: mutation('ConvertPullRequestToDraft', async (input: PullInput, call) =>
    payload(await setDraft(call, input, true), call),
  ),
}
