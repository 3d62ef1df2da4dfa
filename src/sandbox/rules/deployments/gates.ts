import { transaction, type Request, type Write } from '../../request.js'
import type { Gate, Job, Run } from '../../state/actions-rows.js'
import type { Deployment, Environment } from '../../state/deployment-rows.js'
import type { Repository } from '../../state/rows.js'
import type { Transaction } from '../../state/store.js'
import { wholeSeconds, type World } from '../../world.js'
import { policiesOf, refMayDeploy, refusalOf } from './branch-policies.js'
import { putDeployment } from './deployments.js'
import { putDeploymentStatus } from './deployment-statuses.js'
import { ensureEnvironment } from './environments.js'
import { recordEvent } from '../record.js'
import { jobPage, latestJobs } from '../actions/runs.js'

export interface GateOptions {
  readonly environment: string
  /** False for a job with `deployment: false`: it waits at the gate, but creates no deployment. */
  readonly deploys: boolean
}

/** The gate of a job, or why its ref may not deploy to the environment; then the job has failed. */
export type GateResult = { readonly gate: Gate } | { readonly refusal: string }

/**
 * Called before a job with an environment starts: checks its ref, creates its deployment, and makes it wait for reviewers and
 * the wait timer, if there are any. The creator of the deployment is the actor of the request.
 */
export function createGate(
  request: Request,
  job: Job,
  run: Run,
  { environment: name, deploys }: GateOptions,
): GateResult {
  const { world, repository } = request
  return transaction(request, (write) => {
    const environment = ensureEnvironment(write, name)
    const branches = protectedBranches(world, repository)
    if (!refMayDeploy(environment, policiesOf(world, environment), run.ref, branches)) {
      endJob(world, write.tx, job, 'failure')
      return { refusal: refusalOf(environment, run.ref) }
    }
    const deployment = deploys ? deploymentFor(write, run, environment) : null
    const gate = write.tx.put('gates', {
      id: world.store.nextId(),
      repository: repository.id,
      run: run.id,
      attempt: run.attempt,
      job: job.id,
      environment: environment.id,
      deployment: deployment?.id ?? null,
      reviewed: environment.reviewers.length === 0,
      readyAt: wholeSeconds(Date.parse(world.now()) + environment.waitTimer * 60_000),
      waitTimer: environment.waitTimer,
      state: 'waiting',
      createdAt: world.now(),
    })
    if (isPassable(world, gate)) return { gate: openGate(write, gate) }
    write.tx.put('jobs', { ...job, status: 'waiting' })
    if (!isBusy(world, run, job)) write.tx.put('runs', { ...run, status: 'waiting', updatedAt: world.now() })
    if (deployment) putDeploymentStatus(write, deployment, { state: 'waiting', logUrl: jobPage(world, job) })
    const payload = { run: run.id, job: job.id, environment: environment.name }
    recordEvent(write, 'deployment_review', 'requested', payload)
    return { gate }
  })
}

/** Whether another job of the run is active; then the run is not `waiting`. */
const isBusy = (world: World, run: Run, waiting: Job): boolean =>
  latestJobs(world, [run]).some(
    ({ id, status }) => id !== waiting.id && (status === 'queued' || status === 'in_progress'),
  )

const deploymentFor = (write: Write, run: Run, { name }: Environment): Deployment =>
  putDeployment(write, run.headSha, {
    ref: run.ref.replace(/^refs\/(heads|tags)\//, ''),
    task: 'deploy',
    payload: {},
    environment: name,
    description: null,
    transient: false,
    production: undefined,
  })

const protectedBranches = (world: World, { id }: Repository): readonly string[] =>
  world.store.by('protections', 'repository', id).map(({ branch }) => branch)

const isPassable = (world: World, gate: Gate): boolean => gate.reviewed && gate.readyAt <= world.now()

/** The gates at which jobs of a run's last attempt wait. Opens gates whose timer has expired first. */
export function waitingGates(request: Request, run: Run): readonly Gate[] {
  const { world } = request
  const waiting = world.store
    .by('gates', 'run', run.id)
    .filter(({ state, attempt }) => state === 'waiting' && attempt === run.attempt)
  const ready = waiting.filter((gate) => isPassable(world, gate))
  if (ready.length > 0) transaction(request, (write) => ready.map((gate) => openGate(write, gate)))
  return waiting.filter((gate) => !ready.includes(gate))
}

/** Approves a gate; the job continues once its wait timer has expired. */
export function approveGate(write: Write, gate: Gate): Gate {
  const { world, tx } = write
  const reviewed = tx.put('gates', { ...gate, reviewed: true })
  return isPassable(world, reviewed) ? openGate(write, reviewed) : reviewed
}

function openGate(write: Write, gate: Gate): Gate {
  const { world, tx } = write
  const job = world.store.get('jobs', gate.job)
  const run = world.store.get('runs', gate.run)
  if (job?.status === 'waiting') tx.put('jobs', { ...job, status: 'queued' })
  if (run?.status === 'waiting') tx.put('runs', { ...run, status: 'queued', updatedAt: world.now() })
  const deployment = deploymentOfGate(world, gate)
  if (deployment)
    putDeploymentStatus(write, deployment, {
      state: 'queued',
      logUrl: jobPage(world, { ...gate, id: gate.job }),
    })
  return tx.put('gates', { ...gate, state: 'open' })
}

/** Ends a waiting job: `failure` if a reviewer rejected it, `cancelled` if its run was cancelled. */
export function rejectGate(write: Write, gate: Gate, conclusion: 'failure' | 'cancelled'): Gate {
  const { world, tx } = write
  const job = world.store.get('jobs', gate.job)
  if (job) endJob(world, tx, job, conclusion)
  const run = world.store.get('runs', gate.run)
  // Queues the run again, so that the runner handles the failed job.
  if (conclusion === 'failure' && run?.status === 'waiting')
    tx.put('runs', { ...run, status: 'queued', updatedAt: world.now() })
  const deployment = deploymentOfGate(world, gate)
  const state = conclusion === 'failure' ? 'failure' : 'error'
  if (deployment)
    putDeploymentStatus(write, deployment, {
      state,
      logUrl: jobPage(world, { ...gate, id: gate.job }),
    })
  return tx.put('gates', { ...gate, state: 'rejected' })
}

export const deploymentOfGate = (world: World, { deployment }: Gate): Deployment | null =>
  deployment === null ? null : world.store.get('deployments', deployment)

function endJob(world: World, tx: Transaction, job: Job, conclusion: 'failure' | 'cancelled'): void {
  tx.put('jobs', { ...job, status: 'completed', conclusion, completedAt: world.now() })
}
