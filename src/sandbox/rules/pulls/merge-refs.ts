import { commitTree, mergeTree } from '../../git/merge.js'
import { branchHead } from '../../git/refs.js'
import { tryRun, run } from '../../git/run.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { pullOf } from '../access/access.js'

/**
 * The commit of refs/pull/N/merge, updated first if head or base have moved. Null if they conflict, and then no run starts
 * (docs: "Events that trigger workflows", pull_request).
 */
export async function mergeRefOf(
  world: World,
  repository: Repository,
  number: number,
): Promise<string | null> {
  const { pull, updatedAt } = pullOf(world, repository, number)
  const git = world.git(repository)
  const ref = `refs/pull/${number}/merge`
  const current = (await tryRun(git, ['rev-parse', '--quiet', '--verify', `${ref}^{commit}`])).out
    .toString()
    .trim()
  const base = (await branchHead(git, pull.base)) ?? pull.baseSha
  if (current !== '' && (await parentsOf(git, current)) === `${base} ${pull.headSha}`) return current
  const tree = await mergeTree(git, base, pull.headSha)
  if (tree === null) return null
  const merged = await commitTree(git, {
    tree,
    parents: [base, pull.headSha],
    message: `Merge ${pull.headSha} into ${base}`,
    author: { name: 'GitHub', email: 'noreply@github.com', date: updatedAt },
  })
  await run(git, ['update-ref', ref, merged])
  return merged
}

const parentsOf = (git: Parameters<typeof run>[0], commit: string): Promise<string> =>
  run(git, ['show', '-s', '--format=%P', commit])
