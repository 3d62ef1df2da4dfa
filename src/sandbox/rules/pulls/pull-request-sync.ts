import { branchHead, fetchFrom, isAncestor } from '../../git/refs.js'
import { run } from '../../git/run.js'
import type { Write } from '../../request.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { isPull, repositoryById, type PullRequest } from '../access/access.js'
import { recordIssueEvent, recordTimeline } from '../record.js'

/** A change of a branch or tag: `before` is null for a creation, `after` is null for a deletion. */
export interface RefChange {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
  readonly forced: boolean
}

/** The update of a pull request after a branch moved; written in one transaction with the branch's events. */
export type PullChange = (write: Write) => void

const branchOf = (name: string): string | null => (name.startsWith('refs/heads/') ? name.slice(11) : null)
const openPulls = (pulls: readonly (PullRequest | null)[]): readonly PullRequest[] =>
  pulls.filter((pull) => pull !== null && pull.state === 'open') as readonly PullRequest[]

/** Updates the head of open pull requests from a pushed branch, and closes those from a deleted branch. */
export async function syncPullsFrom(
  world: World,
  repository: Repository,
  { name, after, forced }: RefChange,
): Promise<readonly PullChange[]> {
  const branch = branchOf(name)
  if (branch === null) return []
  const pulls = openPulls(
    world.store
      .by('issues', 'head', `${repository.id}:${branch}`)
      .map((issue) => (isPull(issue) ? issue : null)),
  )
  if (after === null) return pulls.map((pull) => headDeleted(world, pull))
  return Promise.all(pulls.map((pull) => headMoved(world, pull, after, forced)))
}

/** Marks open pull requests as merged if a push added their head to their base. */
export async function syncPullsInto(
  world: World,
  repository: Repository,
  { name, after }: RefChange,
): Promise<readonly PullChange[]> {
  const branch = branchOf(name)
  if (branch === null || after === null) return []
  const git = world.git(repository)
  const pulls = openPulls(
    world.store.by('issues', 'open', repository.id).map((issue) => (isPull(issue) ? issue : null)),
  )
  const changes: PullChange[] = []
  for (const { number, pull } of pulls) {
    if (pull.base !== branch || !(await isAncestor(git, pull.headSha, after))) continue
    changes.push((write) => markMerged(write, currentPull(world, repository, number), after))
  }
  return changes
}

const currentPull = (world: World, repository: Pick<Repository, 'id'>, number: number): PullRequest =>
  world.store.get('issues', `${repository.id}/${number}`) as PullRequest

async function headMoved(
  world: World,
  issue: PullRequest,
  sha: string,
  forced: boolean,
): Promise<PullChange> {
  const base = repositoryById(world, issue.repository)
  const git = world.git(base)
  await updatePullRef(world, base, issue.number, { repository: issue.pull.headRepository, sha })
  const baseSha = (await branchHead(git, issue.pull.base)) ?? issue.pull.baseSha
  return (write) => {
    const current = currentPull(world, base, issue.number)
    const before = current.pull.headSha
    const pull = { ...current.pull, headSha: sha, baseSha }
    write.tx.put('issues', { ...current, updatedAt: world.now(), pull })
    if (forced) recordTimeline(write, current, 'head_ref_force_pushed', { before, after: sha })
    recordIssueEvent(write, current, 'synchronize', { before, after: sha })
  }
}

const headDeleted =
  (world: World, issue: PullRequest): PullChange =>
  (write) => {
    const current = currentPull(world, { id: issue.repository }, issue.number)
    recordTimeline(write, current, 'head_ref_deleted')
    if (current.state === 'open') markClosed(write, current)
  }

/** Points refs/pull/N/head of the base repository to the head commit, which may be in a fork. */
export async function updatePullRef(
  world: World,
  base: Repository,
  number: number,
  { repository, sha }: { readonly repository: number; readonly sha: string },
): Promise<void> {
  const git = world.git(base)
  if (repository !== base.id) await fetchFrom(git, world.git(repositoryById(world, repository)), sha)
  await run(git, ['update-ref', `refs/pull/${number}/head`, sha])
}

export function markClosed(write: Write, issue: PullRequest): void {
  const { world, tx, actor } = write
  const at = world.now()
  tx.put('issues', { ...issue, state: 'closed', closedAt: at, updatedAt: at, closedBy: actor.user.login })
  recordTimeline(write, issue, 'closed')
  recordIssueEvent(write, issue, 'closed', { merged: false })
}

/** `sha`: the commit that added the head to the base. */
export function markMerged(write: Write, issue: PullRequest, sha: string): void {
  const { world, tx, actor } = write
  const at = world.now()
  const { login } = actor.user
  tx.put('issues', {
    ...issue,
    state: 'closed',
    closedAt: at,
    updatedAt: at,
    closedBy: login,
    pull: { ...issue.pull, mergedAt: at, mergedBy: login, mergeCommitSha: sha },
  })
  recordTimeline(write, issue, 'merged', { commit_id: sha })
  recordTimeline(write, issue, 'closed')
  recordIssueEvent(write, issue, 'closed', { merged: true, merge_commit_sha: sha })
}
