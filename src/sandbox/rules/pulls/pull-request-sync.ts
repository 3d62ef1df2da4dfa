import { branchHead, fetchFrom, isAncestor } from '../../git/refs.js'
import { run } from '../../git/run.js'
import type { Write } from '../../request.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { isPull, repositoryById, type PullRequest } from '../access/access.js'
import { recordIssueEvent, recordTimeline } from '../record.js'

/** A branch or tag that moved. `null`: it was not there before, or is not there now. */
export interface RefChange {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
  readonly forced: boolean
}

/** What becomes of a pull request when a branch moves; written together with the branch's own events. */
export type PullChange = (write: Write) => void

const branchOf = (name: string): string | null => (name.startsWith('refs/heads/') ? name.slice(11) : null)
const openPulls = (pulls: readonly (PullRequest | null)[]): readonly PullRequest[] =>
  pulls.filter((pull) => pull !== null && pull.state === 'open') as readonly PullRequest[]

/** Open pull requests of a pushed branch get its new head; those of a deleted branch are closed. */
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

/** Open pull requests whose head a push brought into their base are merged. */
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
    changes.push((write) => markMerged(write, fresh(world, repository, number), after))
  }
  return changes
}

const fresh = (world: World, repository: Pick<Repository, 'id'>, number: number): PullRequest =>
  world.store.get('issues', `${repository.id}/${number}`) as PullRequest

async function headMoved(
  world: World,
  issue: PullRequest,
  sha: string,
  forced: boolean,
): Promise<PullChange> {
  const base = repositoryById(world, issue.repository)
  const git = world.git(base)
  await showHead(world, base, issue.number, { repository: issue.pull.headRepository, sha })
  const baseSha = (await branchHead(git, issue.pull.base)) ?? issue.pull.baseSha
  return (write) => {
    const now = fresh(world, base, issue.number)
    const before = now.pull.headSha
    write.tx.put('issues', { ...now, updatedAt: world.now(), pull: { ...now.pull, headSha: sha, baseSha } })
    if (forced) recordTimeline(write, now, 'head_ref_force_pushed', { before, after: sha })
    recordIssueEvent(write, now, 'synchronize', { before, after: sha })
  }
}

const headDeleted =
  (world: World, issue: PullRequest): PullChange =>
  (write) => {
    const now = fresh(world, { id: issue.repository }, issue.number)
    recordTimeline(write, now, 'head_ref_deleted')
    if (now.state === 'open') markClosed(write, now)
  }

/** refs/pull/N/head shows the head commit in the base repository, also when it comes from a fork. */
export async function showHead(
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

/** `sha`: the commit that brought the head into the base. */
export function markMerged(write: Write, issue: PullRequest, sha: string): void {
  const { world, tx, actor } = write
  const at = world.now()
  const by = actor.user.login
  tx.put('issues', {
    ...issue,
    state: 'closed',
    closedAt: at,
    updatedAt: at,
    closedBy: by,
    pull: { ...issue.pull, mergedAt: at, mergedBy: by, mergeCommitSha: sha },
  })
  recordTimeline(write, issue, 'merged', { commit_id: sha })
  recordTimeline(write, issue, 'closed')
  recordIssueEvent(write, issue, 'closed', { merged: true, merge_commit_sha: sha })
}
