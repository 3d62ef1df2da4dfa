import { mergeTree } from '../../git/merge.js'
import { branchHead } from '../../git/refs.js'
import type { World } from '../../world.js'
import { pullOf, repositoryById, type PullRequest } from '../access/access.js'

/**
 * Can the head be merged into the base as both are now? Null for one that is closed, and at the first look after one of them
 * moved: only that look makes GitHub try it, and the next one sees what came of it.
 */
export async function mergeability(world: World, issue: PullRequest): Promise<boolean | null> {
  if (issue.state === 'closed') return null
  const repository = repositoryById(world, issue.repository)
  const git = world.git(repository)
  const base = await branchHead(git, issue.pull.base)
  if (base === null) return false
  const head = issue.pull.headSha
  const isOfNow = ({ pull: { mergeable } }: PullRequest): boolean =>
    mergeable?.head === head && mergeable.base === base
  if (isOfNow(issue)) return issue.pull.mergeable?.clean ?? null
  if (isOfNow(pullOf(world, repository, issue.number))) return null // another field of the same answer has tried it
  const clean = (await mergeTree(git, base, head)) !== null
  const now = pullOf(world, repository, issue.number)
  world.store.transaction((tx) =>
    tx.put('issues', { ...now, pull: { ...now.pull, mergeable: { head, base, clean } } }),
  )
  return null
}
