import { mustWrite } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { objectType } from '../../git/refs.js'
import { transaction, type Request } from '../../request.js'
import type { CommitStatus } from '../../state/deployment-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { mustBeUrl, mustFitLength } from '../field.js'
import { checkNameOf, latestJobs } from './runs.js'
import { recordEvent } from '../record.js'

export type StatusOptions = Pick<CommitStatus, 'state' | 'context' | 'description' | 'targetUrl'>

export async function createCommitStatus(
  request: Request,
  sha: string,
  options: StatusOptions,
): Promise<CommitStatus> {
  const { world, actor, repository } = request
  mustWrite(request, 'statuses')
  if ((await objectType(world.git(repository), sha)) !== 'commit')
    throw new GitHubError(422, `No commit found for SHA: ${sha}`)
  mustFitLength('Status', 'description', options.description, 140)
  mustFitLength('Status', 'context', options.context, 255)
  mustBeUrl('Status', 'target_url', options.targetUrl)
  return transaction(request, (write) => {
    const { state, context, description, targetUrl } = options
    recordEvent(write, 'status', null, { sha, state, context, description, targetUrl })
    const row = { id: world.store.nextId(), repository: repository.id, sha, ...options }
    return write.tx.put('commitStatuses', { ...row, creator: actor.user.login, createdAt: world.now() })
  })
}

/** The last status of each context, newest first. */
export function latestStatuses(world: World, repository: Repository, sha: string): readonly CommitStatus[] {
  const all = world.store.by('commitStatuses', 'sha', `${repository.id}/${sha}`)
  const last = new Map(all.map((status) => [status.context, status]))
  return [...last.values()].toSorted((left, right) => right.id - left.id)
}

/** One failure fails the commit; a commit without statuses is pending. */
export function combinedState(statuses: readonly CommitStatus[]): 'failure' | 'pending' | 'success' {
  if (statuses.some(({ state }) => state === 'failure' || state === 'error')) return 'failure'
  return statuses.length > 0 && statuses.every(({ state }) => state === 'success') ? 'success' : 'pending'
}

/** Every context of a commit, of statuses and of checks, with its state. */
export function contextsOf(
  world: World,
  repository: Repository,
  sha: string,
): readonly { readonly context: string; readonly state: string }[] {
  const key = `${repository.id}/${sha}`
  const checks = new Map(
    world.store.by('checkRuns', 'sha', key).map(({ name, conclusion }) => [name, conclusion] as const),
  )
  for (const job of latestJobs(world, world.store.by('runs', 'sha', key)))
    checks.set(checkNameOf(job), job.conclusion)
  return [
    ...latestStatuses(world, repository, sha).map(({ context, state }) => ({ context, state })),
    ...[...checks].map(([context, conclusion]) => ({ context, state: stateOf(conclusion) })),
  ]
}

function stateOf(conclusion: string | null): string {
  if (conclusion === null) return 'pending'
  return ['success', 'neutral', 'skipped'].includes(conclusion) ? 'success' : 'failure'
}
