import { mustWrite } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { transaction, type Request } from '../../request.js'
import type { Job, Run } from '../../state/actions-rows.js'
import { rejectGate } from '../deployments/gates.js'
import { recordEvent } from '../record.js'
import { runActorOf } from '../access/actions-bot.js'
import { latestJobs, recordRunEvent } from './runs.js'

/**
 * Asks the runner to cancel the run. Jobs that have not started are cancelled at once, and so is a run none of whose jobs has
 * started. The event `workflow_run.cancel_requested` exists only in the sandbox: GitHub has no such webhook.
 */
export function cancelRun(request: Request, run: Run): void {
  const { world, actor } = request
  mustWrite(request, 'actions')
  if (run.status === 'completed')
    throw new GitHubError(409, 'Cannot cancel a workflow run that is completed.')
  const jobs = latestJobs(world, [run]).filter(({ status }) => status !== 'completed')
  const started = jobs.some(({ status }) => status === 'in_progress')
  const at = world.now()
  transaction(request, (write) => {
    for (const job of jobs)
      if (job.status !== 'in_progress')
        write.tx.put('jobs', { ...job, status: 'completed', conclusion: 'cancelled', completedAt: at })
    for (const gate of world.store.by('gates', 'run', run.id))
      if (gate.state === 'waiting') rejectGate({ ...write, actor: runActorOf(world, run) }, gate, 'cancelled')
    const completion = started ? {} : ({ status: 'completed', conclusion: 'cancelled' } as const)
    const next = write.tx.put('runs', { ...run, ...completion, cancelledBy: actor.user.login, updatedAt: at })
    recordEvent(write, 'workflow_run', 'cancel_requested', { run: run.id })
    if (!started) recordRunEvent(world, write.tx, next, 'completed')
  })
}

/** Days after which a run can no longer be re-run (docs: "Re-running workflows and jobs"). */
const rerunDays = 30

/** Starts another attempt with all jobs, with the failed ones or with one, and their dependents; the rest keep their results. */
export function rerun(request: Request, run: Run, which: 'all' | 'failed' | Job): Run {
  const { world, actor } = request
  mustWrite(request, 'actions')
  if (run.status !== 'completed') throw new GitHubError(403, 'This workflow is already running')
  const at = world.now()
  if (Date.parse(at) - Date.parse(run.createdAt) > rerunDays * 86_400_000)
    throw new GitHubError(403, 'Unable to retry this workflow run because it was created over a month ago')
  const jobs = latestJobs(world, [run])
  const repeated = which === 'all' ? jobs : which === 'failed' ? jobs.filter(hasFailed) : [which]
  const kept = which === 'all' ? [] : keptOf(run, jobs, repeated)
  const repeatsNothing = which !== 'all' && kept.length === jobs.length
  if (repeatsNothing || repeated.some(({ id }) => !jobs.some((job) => job.id === id)))
    throw new GitHubError(403, 'This workflow run cannot be retried')
  const { attempt, status, conclusion, keptJobs, triggeringActor, startedAt, updatedAt } = run
  const earlier = { attempt, status, conclusion, keptJobs, triggeringActor, startedAt, updatedAt }
  return world.store.transaction((tx) => {
    const next = tx.put('runs', {
      ...run,
      attempt: attempt + 1,
      earlierAttempts: [...(run.earlierAttempts ?? []), earlier],
      status: 'queued',
      conclusion: null,
      cancelledBy: null,
      keptJobs: kept.map(({ id }) => id),
      triggeringActor: actor.user.login,
      startedAt: at,
      updatedAt: at,
    })
    recordRunEvent(world, tx, next, 'requested')
    return next
  })
}

const hasFailed = ({ conclusion }: Job): boolean => conclusion !== 'success' && conclusion !== 'skipped'

/** Jobs that are neither repeated nor depend on a repeated one. */
function keptOf({ graph = [] }: Run, jobs: readonly Job[], repeated: readonly Job[]): readonly Job[] {
  const nodes = repeated.flatMap(({ node }) => node ?? [])
  const isRepeated = (key: string): boolean =>
    nodes.some((node) => key === node || key.startsWith(`${node}/`))
  const isDependent = (key: string): boolean =>
    graph.some((node) => node.key === key && node.needs.some((need) => isRepeated(need) || isDependent(need)))
  const ids = new Set(repeated.map(({ id }) => id))
  return jobs.filter(({ id, node }) => !ids.has(id) && !(node && isDependent(node)))
}
