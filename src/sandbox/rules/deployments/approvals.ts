import { mustRead } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { transaction, type Request } from '../../request.js'
import type { Gate, GateReview, Run } from '../../state/actions-rows.js'
import type { Deployment, Environment } from '../../state/deployment-rows.js'
import type { World } from '../../world.js'
import { mayApprove } from './environment-reviewers.js'
import { deploymentOfGate, rejectGate, reviewGate, waitingGates } from './gates.js'
import { recordEvent } from '../record.js'
import { actionsBotOf } from '../access/actions-bot.js'

/** An environment at which jobs of a run wait. */
export interface Pending {
  readonly environment: Environment
  readonly gates: readonly Gate[]
  readonly mayApprove: boolean
}

export function pendingOf(request: Request, run: Run): readonly Pending[] {
  const { world, actor } = request
  const waiting = waitingGates({ ...request, actor: actionsBotOf(world) }, run)
  return [...new Set(waiting.map(({ environment }) => environment))].flatMap((id) => {
    const environment = world.store.one('environments', 'id', id)
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
 * One review of all jobs of the run that wait for these environments now. A token needs only read permissions; its user has to
 * be a reviewer. Returns the deployments that were waited with.
 */
export function reviewPending(
  request: Request,
  run: Run,
  { environments, state, comment }: ReviewOptions,
): readonly Deployment[] {
  const { world, actor, repository } = request
  for (const permission of ['actions', 'deployments', 'checks'] as const) mustRead(request, permission)
  if (actor.token.kind === 'workflow') throw new GitHubError(403, 'Resource not accessible by integration')
  const pending = pendingOf(request, run).filter(({ environment }) => environments.includes(environment.id))
  if (pending.length === 0 || pending.length < new Set(environments).size)
    throw new GitHubError(422, 'There are no pending deployment requests for these environments.')
  const barred = pending.find((each) => !each.mayApprove)
  if (barred)
    throw new GitHubError(422, `You may not review deployments to ${barred.environment.name} of this run.`)
  const gates = pending.flatMap((each) => each.gates)
  transaction(request, (write) => {
    const byBot = { ...write, actor: actionsBotOf(world) }
    for (const gate of gates)
      if (state === 'approved') reviewGate(byBot, gate)
      else rejectGate(byBot, gate, 'failure')
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
