import { mustWrite, type Actor } from '../actor.js'
import { GitHubError } from '../errors.js'
import { commitTree, mergeTree, rebase, type Signature } from '../git/merge.js'
import { branchHead, moveRef } from '../git/refs.js'
import { run } from '../git/run.js'
import type { Repository } from '../state/rows.js'
import type { World } from '../world.js'
import { pullOf, repositoryById, userOf, type PullRequest } from './access.js'
import { markMerged } from './followers.js'
import { writingRefs } from './refs.js'

export type MergeMethod = 'merge' | 'squash' | 'rebase'
export interface MergeWish {
  readonly method?: MergeMethod | undefined
  /** The head that the caller has seen; another one is refused. */
  readonly sha?: string | undefined
  readonly title?: string | undefined
  readonly message?: string | undefined
}

/** Can the head be merged into the base as both are now? Null for one that is closed. Remembered until one of them moves. */
export async function mergeability(world: World, issue: PullRequest): Promise<boolean | null> {
  if (issue.state === 'closed') return null
  const repository = repositoryById(world, issue.repository)
  const git = world.git(repository)
  const base = await branchHead(git, issue.pull.base)
  if (base === null) return false
  const head = issue.pull.headSha
  const known = issue.pull.mergeable
  if (known?.head === head && known.base === base) return known.clean
  const clean = (await mergeTree(git, base, head)) !== null
  const now = pullOf(world, repository, issue.number)
  world.store.transaction((tx) =>
    tx.put('issues', { ...now, pull: { ...now.pull, mergeable: { head, base, clean } } }),
  )
  return clean
}

const notAllowed = (message: string): GitHubError =>
  new GitHubError(405, message, {
    documentation: 'https://docs.github.com/rest/pulls/pulls#merge-a-pull-request',
  })
const headModified = (): GitHubError =>
  new GitHubError(409, 'Head branch was modified. Review and try the merge again.')

/** Merges and returns the commit that is the base's head now. */
export async function mergePull(
  world: World,
  actor: Actor,
  repository: Repository,
  number: number,
  wish: MergeWish,
): Promise<{ readonly sha: string }> {
  mustWrite(world, actor, repository, 'contents')
  const method = wish.method ?? 'merge'
  mustAllow(repository, method)
  return writingRefs(world, actor, repository, async () => {
    const issue = pullOf(world, repository, number)
    if (issue.state === 'closed') throw notAllowed('Pull Request is not mergeable')
    if (issue.pull.draft) throw notAllowed('Pull Request is still a draft')
    if (wish.sha !== undefined && wish.sha !== issue.pull.headSha) throw headModified()
    const git = world.git(repository)
    const base = await branchHead(git, issue.pull.base)
    if (base === null) throw notAllowed('Pull Request is not mergeable')
    const sha = await mergedCommit(world, actor, repository, issue, base, method, wish)
    if (sha === null) throw notAllowed('Pull Request has merge conflicts')
    if (!(await moveRef(git, `refs/heads/${issue.pull.base}`, sha, base)))
      throw new GitHubError(409, 'Base branch was modified. Review and try the merge again.')
    world.store.transaction((tx) => markMerged(world, tx, actor, pullOf(world, repository, number), sha))
    if (repository.deleteBranchOnMerge && issue.pull.headRepository === repository.id)
      await moveRef(git, `refs/heads/${issue.pull.head}`, null, issue.pull.headSha)
    return { sha }
  })
}

function mustAllow(repository: Repository, method: MergeMethod): void {
  if (method === 'merge' && !repository.allowMergeCommit)
    throw notAllowed('Merge commits are not allowed on this repository.')
  if (method === 'squash' && !repository.allowSquashMerge)
    throw notAllowed('Squash merges are not allowed on this repository.')
  if (method === 'rebase' && !repository.allowRebaseMerge)
    throw notAllowed('Rebase merges are not allowed on this repository.')
}

/** The commit that the method makes of head and base; null if they conflict. */
async function mergedCommit(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: PullRequest,
  base: string,
  method: MergeMethod,
  wish: MergeWish,
): Promise<string | null> {
  const git = world.git(repository)
  const { head, headSha, headRepository } = issue.pull
  if (method === 'rebase')
    return rebase(git, base, headSha, { name: 'GitHub', email: 'noreply@github.com', date: world.now() })
  const tree = await mergeTree(git, base, headSha)
  if (tree === null) return null
  const owner = repositoryById(world, headRepository).owner
  if (method === 'merge') {
    const title = wish.title ?? `Merge pull request #${issue.number} from ${owner}/${head}`
    const message = wish.message ?? issue.title
    return commitTree(
      git,
      tree,
      [base, headSha],
      `${title}\n\n${message}\n`,
      signatureOf(world, actor.user.login),
    )
  }
  const subjects = await run(git, ['log', '--reverse', '--format=* %s', `${base}..${headSha}`])
  const one = !subjects.includes('\n')
  const title = wish.title ?? `${one ? subjects.slice(2) : issue.title} (#${issue.number})`
  const message = wish.message ?? (one ? '' : subjects.replaceAll('\n', '\n\n'))
  return commitTree(
    git,
    tree,
    [base],
    `${title}\n\n${message}`.trim() + '\n',
    signatureOf(world, issue.author),
  )
}

/** GitHub's own address for a user who keeps theirs to themselves. */
export function signatureOf(world: World, login: string): Signature {
  const user = userOf(world, login)
  return {
    name: user.name ?? user.login,
    email: `${user.id}+${user.login}@users.noreply.github.com`,
    date: world.now(),
  }
}
