import type { PullRequest } from '../../rules/access/access.js'
import { reachable, type CommitGraph } from './graph.js'

/**
 * Which pull requests each commit came with: "the merged pull request that introduced the commit; if the commit is not
 * present in the default branch, additionally open pull requests" (Commit.associatedPullRequests). The commit that a merge
 * made came with it; so did, for a merge commit, everything that its second parent brought in.
 */
export function introducedBy(
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
  const inDefault = head === null ? new Set<string>() : brought(graph, head, merged, add)
  for (const [oid, pull] of merged) {
    add(oid, pull)
    if (inDefault.has(oid)) continue
    const [first, second] = graph.parents.get(oid) ?? []
    if (first && second)
      for (const inner of reachable(graph.parents, [second], graph.ancestors(first))) add(inner, pull)
  }
  for (const pull of pulls)
    if (pull.state === 'open')
      for (const oid of reachable(graph.parents, [pull.pull.headSha], inDefault)) add(oid, pull)
  return found
}

/** Walks the first-parent line of the default branch from its beginning: what is new at a step came with that step. */
function brought(
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
