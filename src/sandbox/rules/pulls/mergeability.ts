import { mergeTree } from '../../git/merge.js'
import { branchHead } from '../../git/refs.js'
import type { World } from '../../world.js'
import { pullOf, repositoryById, type PullRequest } from '../access/access.js'

/**
 * Whether the current head can be merged into the current base. Null for a closed pull request, and for the first request after
 * either moved: as on GitHub, that request starts the test merge, and later ones get its result.
 */
export async function mergeability(world: World, issue: PullRequest): Promise<boolean | null> {
  if (issue.state === 'closed') return null
  const repository = repositoryById(world, issue.repository)
  const git = world.git(repository)
  const base = await branchHead(git, issue.pull.base)
  if (base === null) return false
  const head = issue.pull.headSha
  const isCurrent = ({ pull: { mergeable } }: PullRequest): boolean =>
    mergeable?.head === head && mergeable.base === base
  if (isCurrent(issue)) return issue.pull.mergeable?.clean ?? null
  if (isCurrent(pullOf(world, repository, issue.number))) return null // tested by another field of the same response
  const clean = (await mergeTree(git, base, head)) !== null
  const latest = pullOf(world, repository, issue.number)
  world.store.transaction((tx) =>
    tx.put('issues', { ...latest, pull: { ...latest.pull, mergeable: { head, base, clean } } }),
  )
  return null
}
