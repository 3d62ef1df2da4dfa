import { tryRun, run, type GitRepository } from '../../git/run.js'

/** The commits of a repository and their parents, newest first, read once for a request by one process. */
export interface CommitGraph {
  readonly parents: ReadonlyMap<string, readonly string[]>
  /** Everything reachable from a commit, itself included. */
  ancestors(oid: string): ReadonlySet<string>
  /** Newest first: what `head` has and `base` (null: nothing) has not. */
  between(base: string | null, head: string): readonly string[]
}

export async function readGraph(git: GitRepository): Promise<CommitGraph> {
  const out = await run(git, ['rev-list', '--all', '--parents', '--date-order'])
  return graphOf(out)
}

/** The history of one commit that no ref reaches; null where there is no such commit. */
export async function readGraphOf(git: GitRepository, oid: string): Promise<CommitGraph | null> {
  const answer = await tryRun(git, ['rev-list', '--parents', '--date-order', oid, '--'])
  return answer.status === 0 ? graphOf(answer.out.toString()) : null
}

function graphOf(lines: string): CommitGraph {
  const parents = new Map<string, readonly string[]>()
  for (const line of lines.split('\n').filter(Boolean)) {
    const [oid = '', ...rest] = line.split(' ')
    parents.set(oid, rest)
  }
  const known = new Map<string, ReadonlySet<string>>()
  const ancestors = (oid: string): ReadonlySet<string> => {
    const found = known.get(oid) ?? reachable(parents, [oid], new Set())
    known.set(oid, found)
    return found
  }
  return {
    parents,
    ancestors,
    between(base, head) {
      const outside = base === null ? new Set<string>() : ancestors(base)
      const inside = reachable(parents, [head], outside)
      return [...parents.keys()].filter((oid) => inside.has(oid))
    },
  }
}

/** What can be reached without passing through `outside`. */
export function reachable(
  parents: ReadonlyMap<string, readonly string[]>,
  from: readonly string[],
  outside: ReadonlySet<string>,
): Set<string> {
  const seen = new Set<string>()
  const next = [...from]
  for (let oid = next.pop(); oid !== undefined; oid = next.pop()) {
    if (seen.has(oid) || outside.has(oid) || !parents.has(oid)) continue
    seen.add(oid)
    next.push(...(parents.get(oid) ?? []))
  }
  return seen
}
