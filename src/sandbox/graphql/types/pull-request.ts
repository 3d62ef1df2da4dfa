import { nodeId } from '../../node-id.js'
import { repositoryById, userOf, type PullRequest } from '../../rules/access/access.js'
import { mergeability } from '../../rules/pulls/merging.js'
import type { Repository } from '../../state/rows.js'
import { node, type Call, type Fields } from '../call.js'
import { connection, emptyConnection, type PageArguments } from '../connection.js'
import type { Diffstat } from '../git/objects.js'
import { stateOf } from '../issues.js'
import { mergeStateOf } from '../../rules/pulls/merge-state.js'
import { actorNode, actorOf } from './actor.js'
import { conversationFields, hasRole, mayEdit, urlOf } from './conversation.js'
import { commitOf } from './git-object.js'
import { baseOf, pullCommit, pullCommits } from './pull-commit.js'
import { branchRef } from '../refs.js'
import { reviewFields } from './review.js'
import { rollup } from './status.js'
import { timelineItems } from './timeline.js'

const base = ({ world }: Call, { repository }: PullRequest): Repository => repositoryById(world, repository)
const head = ({ world }: Call, { pull }: PullRequest): Repository =>
  repositoryById(world, pull.headRepository)

/** The head of the base branch; null if it was deleted. */
const headOf = async (call: Call, issue: PullRequest): Promise<string | null> =>
  (await call.git.of(base(call, issue)).object(`refs/heads/${issue.pull.base}`))?.oid ?? null

/** The mergeability: as on GitHub, the first request starts the test merge and gets UNKNOWN, later requests get its result. */
async function mergeable(
  issue: PullRequest,
  _: unknown,
  call: Call,
): Promise<'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN'> {
  if (issue.state === 'closed') return 'UNKNOWN'
  const tested = issue.pull.mergeable
  const target = await headOf(call, issue)
  if (tested?.head === issue.pull.headSha && tested.base === target)
    return tested.clean ? 'MERGEABLE' : 'CONFLICTING'
  await mergeability(call.world, issue)
  return 'UNKNOWN'
}

async function mergeStateStatus(issue: PullRequest, _: unknown, call: Call): Promise<string> {
  const result = await mergeable(issue, _, call)
  const clean = result === 'UNKNOWN' ? null : result === 'MERGEABLE'
  const state = await mergeStateOf(call.world, issue, { clean, base: await headOf(call, issue) })
  return state.toUpperCase()
}

const changes = async (issue: PullRequest, call: Call): Promise<Diffstat> =>
  call.git.of(base(call, issue)).changes(await baseOf(call, issue), issue.pull.headSha)

/** Fields without data in the sandbox: it has no review threads, auto-merge or merge queue. */
const emptyFields: Fields<PullRequest> = {
  autoMergeRequest: () => null,
  closingIssuesReferences: emptyConnection,
  isInMergeQueue: () => false,
  isMergeQueueEnabled: () => false,
  mergeQueue: () => null,
  mergeQueueEntry: () => null,
  reviewThreads: emptyConnection,
  suggestedReviewers: () => [],
}

export const pullRequestTypes = {
  PullRequest: {
    ...conversationFields,
    ...emptyFields,
    ...reviewFields,
    statusCheckRollup: (issue, _, call) =>
      rollup(call, { repository: base(call, issue), oid: issue.pull.headSha }),
    id: (issue) => nodeId('PullRequest', issue.pull.id),
    databaseId: (issue) => issue.pull.id,
    fullDatabaseId: (issue) => String(issue.pull.id),
    permalink: (issue, _, call) => urlOf(call, issue),
    state: stateOf,
    isDraft: ({ pull }) => pull.draft,
    merged: ({ pull }) => pull.mergedAt !== null,
    mergedAt: ({ pull }) => pull.mergedAt,
    mergedBy: ({ pull }, _, call) => actorOf(call, pull.mergedBy),
    mergeCommit: (issue, _, call) => commitOf(call, base(call, issue), issue.pull.mergeCommitSha),
    mergeable,
    mergeStateStatus,
    potentialMergeCommit: () => null,
    headRefName: ({ pull }) => pull.head,
    headRefOid: ({ pull }) => pull.headSha,
    headRef: (issue, _, call) => branchRef(call, head(call, issue), issue.pull.head),
    headRepository: (issue, _, call) => node('Repository', head(call, issue)),
    headRepositoryOwner: (issue, _, call) => actorNode(userOf(call.world, head(call, issue).owner)),
    baseRefName: ({ pull }) => pull.base,
    baseRefOid: (issue, _, call) => baseOf(call, issue),
    baseRef: (issue, _, call) => branchRef(call, base(call, issue), issue.pull.base),
    baseRepository: (issue, _, call) => node('Repository', base(call, issue)),
    isCrossRepository: ({ repository, pull }) => pull.headRepository !== repository,
    maintainerCanModify: ({ pull }) => pull.maintainerCanModify,
    additions: async (issue, _, call) => (await changes(issue, call)).additions,
    deletions: async (issue, _, call) => (await changes(issue, call)).deletions,
    changedFiles: async (issue, _, call) => (await changes(issue, call)).files.length,
    files: async (issue, page: PageArguments, call) =>
      connection((await changes(issue, call)).files, page, {
        keyOf: (file) => file.path,
        nodeOf: ({ path, additions, deletions }) => ({ path, additions, deletions }),
      }),
    commits: async (issue, page: PageArguments, call) =>
      connection(await pullCommits(call, issue), page, {
        keyOf: (oid) => oid,
        nodeOf: (oid) => pullCommit(issue, oid),
      }),
    reviewRequests: (issue, page: PageArguments, { world }) =>
      connection(issue.pull.requestedReviewers, page, {
        keyOf: (login) => login,
        nodeOf: (login) => ({
          id: nodeId('ReviewRequest', `${issue.pull.id}:${login}`),
          requestedReviewer: () => actorNode(userOf(world, login)),
          asCodeOwner: false,
          pullRequest: node('PullRequest', issue),
        }),
      }),
    timelineItems: (issue, args: object, call) => timelineItems(issue, args, call),
    totalCommentsCount: ({ repository, number }, _, { world }) =>
      world.store.by('comments', 'issue', `${repository}/${number}`).length,
    viewerCanEditFiles: (issue, _, call) => hasRole(call, issue.pull.headRepository, 'write'),
    viewerCanDeleteHeadRef: (issue, _, call) => hasRole(call, issue.pull.headRepository, 'write'),
    viewerCanUpdateBranch: (issue, _, call) => mayEdit(call, issue),
    viewerCanEnableAutoMerge: () => false,
    viewerCanDisableAutoMerge: () => false,
  } satisfies Fields<PullRequest>,
}
