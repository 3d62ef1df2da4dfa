import { mustWrite } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { transaction, type Request, type Write } from '../../request.js'
import type { Run } from '../../state/actions-rows.js'
import { recordEvent } from '../record.js'

/** Deletes a completed run with its jobs, which are checks, its logs, artifacts and reviews. Its deployments stay. */
export function deleteRun(request: Request, run: Run): void {
  mustWrite(request, 'actions')
  if (run.status !== 'completed') throw new GitHubError(403, 'Could not delete the workflow run')
  transaction(request, (write) => removeRun(write, run))
}

/** The event `workflow_run.deleted` exists only in the sandbox: it tells the runner to remove the files of the run. */
export function removeRun(write: Write, run: Run): void {
  const { tx, world } = write
  const { store } = world
  const artifacts = store.by('artifacts', 'run', run.id)
  removeLogs(write, run)
  for (const job of store.by('jobs', 'run', run.id)) tx.remove('jobs', job)
  for (const gate of store.by('gates', 'run', run.id)) tx.remove('gates', gate)
  for (const review of store.by('gateReviews', 'run', run.id)) tx.remove('gateReviews', review)
  for (const artifact of artifacts) tx.remove('artifacts', artifact)
  tx.remove('runs', run)
  recordEvent(write, 'workflow_run', 'deleted', { run: run.id, artifacts: artifacts.map(({ id }) => id) })
}

export function deleteRunLogs(request: Request, run: Run): void {
  mustWrite(request, 'actions')
  if (run.status !== 'completed') throw new GitHubError(403, 'Could not delete the workflow run logs')
  transaction(request, (write) => {
    removeLogs(write, run)
    write.tx.put('runs', { ...run, logsDeleted: true })
  })
}

function removeLogs({ world, tx }: Write, run: Run): void {
  for (const job of world.store.by('jobs', 'run', run.id))
    for (const chunk of world.store.by('logs', 'job', job.id)) tx.remove('logs', chunk)
}

export function mustHaveLogs({ logsDeleted = false }: Run): void {
  if (logsDeleted) throw new GitHubError(410, 'The logs of this run were deleted.')
}
