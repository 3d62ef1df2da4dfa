import { mustWrite } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { createReview } from '../../rules/pulls/reviews.js'
import { node, requestForRow, type Call, type Fields } from '../call.js'
import { notInSandbox } from '../errors.js'
import { pullOfId } from '../nodes.js'
import { given, mutation } from './change.js'

interface NewReview {
  readonly pullRequestId: string
  readonly event?: 'APPROVE' | 'COMMENT' | 'DISMISS' | 'REQUEST_CHANGES' | null
  readonly body?: string | null
  readonly commitOID?: string | null
  readonly comments?: readonly unknown[] | null
  readonly threads?: readonly unknown[] | null
}

async function addReview(call: Call, input: NewReview) {
  const issue = await pullOfId(call, input.pullRequestId)
  if ((input.comments ?? []).length + (input.threads ?? []).length > 0)
    throw notInSandbox('addPullRequestReview(comments, threads)')
  if (input.event === 'DISMISS') throw new GitHubError(422, 'Event is invalid')
  const review = createReview(requestForRow(call, issue), issue, {
    event: given(input.event),
    body: given(input.body),
    commit: given(input.commitOID),
  })
  const pullRequestReview = node('PullRequestReview', review)
  const cursor = Buffer.from(`cursor:v2:[0,${review.id}]`).toString('base64')
  return { pullRequestReview, reviewEdge: { node: pullRequestReview, cursor } }
}

interface PullInput {
  readonly pullRequestId: string
}
/** Auto-merge is disabled in the sandbox, which is GitHub's default. */
async function refuseAutoMerge(call: Call, { pullRequestId }: PullInput, refusal: string): Promise<never> {
  const issue = await pullOfId(call, pullRequestId)
  mustWrite(requestForRow(call, issue), 'contents')
  throw new GitHubError(422, refusal)
}

export const reviewMutations: Fields<unknown> = {
  addPullRequestReview: mutation('AddPullRequestReview', (input: NewReview, call) => addReview(call, input)),
  enablePullRequestAutoMerge: mutation('EnablePullRequestAutoMerge', (input: PullInput, call) =>
    refuseAutoMerge(call, input, 'Auto merge is not allowed for this repository'),
  ),
  disablePullRequestAutoMerge: mutation('DisablePullRequestAutoMerge', (input: PullInput, call) =>
    refuseAutoMerge(call, input, "Can't disable auto-merge for this pull request."),
  ),
}
