import { nodeId } from '../../node-id.js'
import { repositoryById, type PullRequest } from '../../rules/access/access.js'
import { node, type Call, type Fields, type Node } from '../call.js'
import { issueNode } from '../issues.js'
import { pathOf, urlOf } from './conversation.js'
import { commitOf } from './git-object.js'
import { commitsBetween } from './ref.js'

interface PullCommit {
  readonly issue: PullRequest
  readonly oid: string
}
export const pullCommit = (issue: PullRequest, oid: string): Node<PullCommit> =>
  node('PullRequestCommit', { issue, oid })

/** The commits of the head that are not in the base (of a merged pull request: in the base before the merge), oldest first. */
export async function pullCommits(call: Call, issue: PullRequest): Promise<readonly string[]> {
  const base = await baseOf(call, issue)
  return commitsBetween(call, repositoryById(call.world, issue.repository), base, issue.pull.headSha)
}

/** The base commit of the pull request's diff. */
export async function baseOf(call: Call, { repository: id, state, pull }: PullRequest): Promise<string> {
  const repository = repositoryById(call.world, id)
  const reads = call.git.of(repository)
  if (pull.mergeCommitSha !== null && pull.mergeCommitSha !== pull.headSha) {
    const graph = await reads.graph()
    return graph.parents.get(pull.mergeCommitSha)?.[0] ?? pull.baseSha
  }
  const base = state === 'open' ? await reads.object(`refs/heads/${pull.base}`) : null
  return base?.oid ?? pull.baseSha
}

export const pullCommitTypes = {
  PullRequestCommit: {
    id: ({ issue, oid }) => nodeId('PullRequestCommit', `${issue.pull.id}:${oid}`),
    commit: ({ issue, oid }, _, call) => commitOf(call, repositoryById(call.world, issue.repository), oid),
    pullRequest: ({ issue }) => issueNode(issue),
    url: ({ issue, oid }, _, call) => `${urlOf(call, issue)}/commits/${oid}`,
    resourcePath: ({ issue, oid }, _, call) => `${pathOf(call, issue)}/commits/${oid}`,
  } satisfies Fields<PullCommit>,
}
