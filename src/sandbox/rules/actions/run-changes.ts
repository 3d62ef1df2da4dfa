import { mustWrite } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { transaction, type Request } from '../../request.js'
import type { Job, Run } from '../../state/actions-rows.js'
import { rejectGate } from '../deployments/gates.js'
import { recordEvent } from '../record.js'
import { actionsBotOf } from '../access/actions-bot.js'
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
      if (gate.state === 'waiting') rejectGate({ ...write, actor: actionsBotOf(world) }, gate, 'cancelled')
    const completion = started ? {} : ({ status: 'completed', conclusion: 'cancelled' } as const)
    const next = write.tx.put('runs', { ...run, ...completion, cancelledBy: actor.user.login, updatedAt: at })
    recordEvent(write, 'workflow_run', 'cancel_requested', { run: run.id })
    if (!started) recordRunEvent(world, write.tx, next, 'completed')
  })
}

/** Starts another attempt with all jobs, or with failed jobs and their dependents; the rest keep their results. */
export function rerun(request: Request, run: Run, { onlyFailed }: { readonly onlyFailed: boolean }): Run {
  const { world, actor } = request
  mustWrite(request, 'actions')
  if (run.status !== 'completed') throw new GitHubError(403, 'This workflow is already running')
  const jobs = latestJobs(world, [run])
  const kept = onlyFailed ? keptOf(run, jobs) : []
  if (onlyFailed && kept.length === jobs.length)
    throw new GitHubError(403, 'This workflow run cannot be retried')
  const at = world.now()
  return world.store.transaction((tx) => {
    const next = tx.put('runs', {
      ...run,
      attempt: run.attempt + 1,
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

/** Jobs that succeeded and depend on no failed job (docs: "Re-running workflows and jobs", failed jobs and their dependents). */
function keptOf({ graph = [] }: Run, jobs: readonly Job[]): readonly Job[] {
  const hasSucceeded = ({ conclusion }: Job): boolean => conclusion === 'success' || conclusion === 'skipped'
  const failed = jobs.filter((job) => !hasSucceeded(job)).flatMap(({ node }) => node ?? [])
  const hasFailed = (key: string): boolean =>
    failed.some((node) => key === node || key.startsWith(`${node}/`))
  const dependsOnFailed = (key: string): boolean =>
    graph.some(
      (node) => node.key === key && node.needs.some((need) => hasFailed(need) || dependsOnFailed(need)),
    )
  return jobs.filter((job) => hasSucceeded(job) && !(job.node && dependsOnFailed(job.node)))
}
