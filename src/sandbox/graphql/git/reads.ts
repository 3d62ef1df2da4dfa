import type { GitObject } from '../../git/objects.js'
import type { Repository } from '../../state/rows.js'
import { isPull, type PullRequest } from '../../rules/access/access.js'
import type { World } from '../../world.js'
import { createCache } from '../request-cache.js'
import { pullsByCommit } from './introduced.js'
import { readGraph, readGraphOf, type CommitGraph } from './graph.js'
import {
  diffstat,
  listCommits,
  listRefsBy,
  objectReader,
  type Diffstat,
  type ListedRef,
  type LogFilter,
} from './objects.js'

/** The git reads of a request in one repository; each is done at most once. */
export interface RepositoryReads {
  object(expression: string): Promise<GitObject | null>
  refs(prefix: string, order: 'refname' | 'creatordate'): Promise<readonly ListedRef[]>
  graph(): Promise<CommitGraph>
  /** A graph with this commit, even if no ref reaches it. */
  graphWith(oid: string): Promise<CommitGraph>
  /** The pull requests that introduced a commit. */
  pullsOf(oid: string): Promise<readonly PullRequest[]>
  changes(base: string | null, head: string): Promise<Diffstat>
  /** The history of a commit, newest first, filtered by path or time. */
  log(head: string, filter: LogFilter): Promise<readonly string[]>
}
export interface GitReads {
  of(repository: Repository): RepositoryReads
  /** Clears the cache after a write. */
  clear(): void
}

export function openReads(world: World): GitReads {
  const cache = new Map<number, RepositoryReads>()
  return {
    of(repository) {
      const found = cache.get(repository.id) ?? readsOf(world, repository)
      cache.set(repository.id, found)
      return found
    },
    clear: () => cache.clear(),
  }
}

function readsOf(world: World, repository: Repository): RepositoryReads {
  const git = world.git(repository)
  const { once } = createCache()
  const object = objectReader(git)
  const graph = (): Promise<CommitGraph> => once('graph', () => readGraph(git))
  return {
    object,
    graph,
    refs: (prefix, order) => once(`refs ${order} ${prefix}`, () => listRefsBy(git, prefix, order)),
    async graphWith(oid) {
      const whole = await graph()
      if (whole.parents.has(oid)) return whole
      return (await once(`graph ${oid}`, () => readGraphOf(git, oid))) ?? whole
    },
    async pullsOf(oid) {
      const pulls = await once('pulls', async () => {
        const head = await object(`refs/heads/${repository.defaultBranch}`)
        const all = world.store.by('issues', 'repository', repository.id).filter(isPull)
        return pullsByCommit(await graph(), head?.oid ?? null, all)
      })
      return pulls.get(oid) ?? []
    },
    log: (head, filter) =>
      once(`log ${head} ${JSON.stringify(filter)}`, () => listCommits(git, head, filter)),
    changes: (base, head) => once(`changes ${base}..${head}`, () => diffstat(git, base, head)),
  }
}
