import { branchHead, isAncestor } from '../../git/refs.js'
import { run } from '../../git/run.js'
import type { Issue, Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { isPull, type PullRequest } from '../access/access.js'

/**
 * "The merged pull request that introduced the commit to the repository. If the commit is not present in the default branch,
 * it will return merged and open pull requests associated with the commit" (docs of the operation).
 */
export async function pullsOfCommit(
  world: World,
  repository: Repository,
  sha: string,
): Promise<readonly PullRequest[]> {
  const head = await branchHead(world.git(repository), repository.defaultBranch)
  if (head !== null && (await isAncestor(world.git(repository), sha, head)))
    return introducedBy(world, repository, sha, head)
  return openWith(world, repository, sha)
}

/** The pull request merged as this commit, or by the merge commit that added it to the default branch. */
async function introducedBy(
  world: World,
  repository: Repository,
  sha: string,
  head: string,
): Promise<readonly PullRequest[]> {
  const direct = mergedAs(world, repository, sha)
  if (direct.length > 0) return direct
  const git = world.git(repository)
  const descendants = await run(git, ['rev-list', '--first-parent', '--ancestry-path', `${sha}..${head}`])
  const nearest = descendants.split('\n').at(-1) ?? ''
  const parents = nearest === '' ? [] : (await run(git, ['rev-parse', `${nearest}^@`])).split('\n')
  return parents[0] === sha ? [] : mergedAs(world, repository, nearest)
}

const mergedAs = (world: World, { id }: Repository, sha: string): readonly PullRequest[] =>
  world.store.by('issues', 'mergeCommit', `${id}/${sha}`).filter(isPull)

async function openWith(world: World, repository: Repository, sha: string): Promise<readonly PullRequest[]> {
  const git = world.git(repository)
  const args = ['for-each-ref', '--format=%(refname)', `--contains=${sha}`, 'refs/pull/']
  const names = (await run(git, args)).split('\n').filter(Boolean)
  const issues = names.map((name) =>
    world.store.get('issues', `${repository.id}/${name.replace(/^refs\/pull\/|\/head$/g, '')}`),
  )
  const found: PullRequest[] = []
  for (const issue of issues.filter((issue): issue is Issue => issue !== null).filter(isPull))
    if (!(await isAncestor(git, sha, issue.pull.baseSha))) found.push(issue)
  return found.toSorted((left, right) => left.number - right.number)
}
