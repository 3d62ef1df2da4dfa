import { mustRead } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { transaction, type Request } from '../../request.js'
import type { Gate, GateReview, Run } from '../../state/actions-rows.js'
import type { Deployment, Environment } from '../../state/deployment-rows.js'
import type { World } from '../../world.js'
import { mayApprove } from './environment-reviewers.js'
import { deploymentOfGate, rejectGate, approveGate, waitingGates } from './gates.js'
import { recordEvent } from '../record.js'
import { runActorOf } from '../access/actions-bot.js'

/** An environment for which jobs of a run wait. */
export interface PendingDeployment {
  readonly environment: Environment
  readonly gates: readonly Gate[]
  readonly mayApprove: boolean
}

export function pendingDeploymentsOf(request: Request, run: Run): readonly PendingDeployment[] {
  const { world, actor } = request
  const waiting = waitingGates({ ...request, actor: runActorOf(world, run) }, run)
  return [...new Set(waiting.map(({ environment }) => environment))].flatMap((id) => {
    const environment = world.store.first('environments', 'id', id)
    if (!environment) return []
    const gates = waiting.filter((gate) => gate.environment === id)
    return [{ environment, gates, mayApprove: mayApprove(world, actor, environment, run) }]
  })
}

export interface ReviewOptions {
  readonly environments: readonly number[]
  readonly state: 'approved' | 'rejected'
  readonly comment: string
}

/**
 * Approves or rejects all jobs of the run that wait for these environments. The token needs only read permissions, but its user
 * must be a reviewer. Returns the deployments of those jobs.
 */
export function reviewPending(
  request: Request,
  run: Run,
  { environments, state, comment }: ReviewOptions,
): readonly Deployment[] {
  const { world, actor, repository } = request
  for (const permission of ['actions', 'deployments', 'checks'] as const) mustRead(request, permission)
  if (actor.token.kind === 'workflow') throw new GitHubError(403, 'Resource not accessible by integration')
  const pending = pendingDeploymentsOf(request, run).filter(({ environment }) =>
    environments.includes(environment.id),
  )
  if (pending.length === 0 || pending.length < new Set(environments).size)
    throw new GitHubError(422, 'There are no pending deployment requests for these environments.')
  const denied = pending.find((entry) => !entry.mayApprove)
  if (denied)
    throw new GitHubError(422, `You may not review deployments to ${denied.environment.name} of this run.`)
  const gates = pending.flatMap((entry) => entry.gates)
  transaction(request, (write) => {
    const jobWrite = { ...write, actor: runActorOf(world, run) }
    for (const gate of gates)
      if (state === 'approved') approveGate(jobWrite, gate)
      else rejectGate(jobWrite, gate, 'failure')
    write.tx.put('gateReviews', {
      id: world.store.nextId(),
      repository: repository.id,
      run: run.id,
      environments: pending.map(({ environment }) => environment.id),
      state,
      user: actor.user.login,
      comment,
    })
    recordEvent(write, 'deployment_review', state, {
      run: run.id,
      jobs: gates.map(({ job }) => job),
      environments: pending.map(({ environment }) => environment.name),
      comment,
    })
  })
  return gates.map((gate) => deploymentOfGate(world, gate)).filter((deployment) => deployment !== null)
}

export const reviewsOf = (world: World, run: Run): readonly GateReview[] =>
  world.store.by('gateReviews', 'run', run.id)
