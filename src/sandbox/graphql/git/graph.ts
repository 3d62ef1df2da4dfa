import { tryRun, run, type GitRepository } from '../../git/run.js'

/** The commits of a repository with their parents, newest first; read once per request by one git process. */
export interface CommitGraph {
  readonly parents: ReadonlyMap<string, readonly string[]>
  /** The commits reachable from a commit, including itself. */
  ancestors(oid: string): ReadonlySet<string>
  /** The commits of `head` that are not in `base` (null: all), newest first. */
  between(base: string | null, head: string): readonly string[]
}

export async function readGraph(git: GitRepository): Promise<CommitGraph> {
  const out = await run(git, ['rev-list', '--all', '--parents', '--date-order'])
  return graphOf(out)
}

/** The history of a commit that no ref reaches; null if there is no such commit. */
export async function readGraphOf(git: GitRepository, oid: string): Promise<CommitGraph | null> {
  const result = await tryRun(git, ['rev-list', '--parents', '--date-order', oid, '--'])
  return result.status === 0 ? graphOf(result.out.toString()) : null
}

function graphOf(lines: string): CommitGraph {
  const parents = new Map<string, readonly string[]>()
  for (const line of lines.split('\n').filter(Boolean)) {
    const [oid = '', ...rest] = line.split(' ')
    parents.set(oid, rest)
  }
  const cache = new Map<string, ReadonlySet<string>>()
  const ancestors = (oid: string): ReadonlySet<string> => {
    const found = cache.get(oid) ?? reachable(parents, [oid], new Set())
    cache.set(oid, found)
    return found
  }
  return {
    parents,
    ancestors,
    between(base, head) {
      const excluded = base === null ? new Set<string>() : ancestors(base)
      const included = reachable(parents, [head], excluded)
      return [...parents.keys()].filter((oid) => included.has(oid))
    },
  }
}

/** The commits reachable from `from` without passing through `excluded`. */
export function reachable(
  parents: ReadonlyMap<string, readonly string[]>,
  from: readonly string[],
  excluded: ReadonlySet<string>,
): Set<string> {
  const seen = new Set<string>()
  const next = [...from]
  for (let oid = next.pop(); oid !== undefined; oid = next.pop()) {
    if (seen.has(oid) || excluded.has(oid) || !parents.has(oid)) continue
    seen.add(oid)
    next.push(...(parents.get(oid) ?? []))
  }
  return seen
}
