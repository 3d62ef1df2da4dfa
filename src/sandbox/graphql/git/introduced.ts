import type { PullRequest } from '../../rules/access/access.js'
import { reachable, type CommitGraph } from './graph.js'

/**
 * The pull requests of each commit: "the merged pull request that introduced the commit; if the commit is not present in the
 * default branch, additionally open pull requests" (Commit.associatedPullRequests). A merge introduces its own commit and, for a
 * merge commit, the commits that its second parent adds.
 */
export function pullsByCommit(
  graph: CommitGraph,
  head: string | null,
  pulls: readonly PullRequest[],
): ReadonlyMap<string, readonly PullRequest[]> {
  const found = new Map<string, PullRequest[]>()
  const add = (oid: string, pull: PullRequest): void => {
    const list = found.get(oid) ?? []
    if (!list.includes(pull)) found.set(oid, [...list, pull])
  }
  const merged = new Map(
    pulls.flatMap((pull) => (pull.pull.mergeCommitSha ? [[pull.pull.mergeCommitSha, pull]] : [])),
  )
  const inDefault = head === null ? new Set<string>() : walkDefaultBranch(graph, head, merged, add)
  for (const [oid, pull] of merged) {
    add(oid, pull)
    if (inDefault.has(oid)) continue
    const [first, second] = graph.parents.get(oid) ?? []
    if (first && second)
      for (const added of reachable(graph.parents, [second], graph.ancestors(first))) add(added, pull)
  }
  for (const pull of pulls)
    if (pull.state === 'open')
      for (const oid of reachable(graph.parents, [pull.pull.headSha], inDefault)) add(oid, pull)
  return found
}

/** Walks the first parents of the default branch from the root: the commits new at a step were introduced by that step. */
function walkDefaultBranch(
  { parents }: CommitGraph,
  head: string,
  merged: ReadonlyMap<string, PullRequest>,
  add: (oid: string, pull: PullRequest) => void,
): ReadonlySet<string> {
  const line: string[] = []
  for (let oid: string | undefined = head; oid !== undefined; oid = parents.get(oid)?.[0]) line.push(oid)
  const seen = new Set<string>()
  for (const step of line.reverse()) {
    const pull = merged.get(step)
    for (const oid of reachable(parents, [step], seen)) {
      seen.add(oid)
      if (pull) add(oid, pull)
    }
  }
  return seen
}
