import { mustWrite, type Actor } from '../../actor.js'
import { notFound } from '../../errors.js'
import type { Deployment, DeploymentState, DeploymentStatus } from '../../state/deployment-rows.js'
import type { Repository } from '../../state/rows.js'
import type { Transaction } from '../../state/store.js'
import type { World } from '../../world.js'
import { ensureEnvironment } from './environments.js'
import { mustBeWeb, mustFit } from '../field.js'
import { recordEvent } from '../record.js'

export interface DeploymentStatusWish {
  readonly state: DeploymentState
  readonly description?: string | undefined
  readonly logUrl?: string | undefined
  readonly environmentUrl?: string | undefined
  /** Moves the deployment to another environment. */
  readonly environment?: string | undefined
  readonly autoInactive?: boolean | undefined
}

/** Newest first. */
export const statusesOf = (world: World, { id }: Deployment): readonly DeploymentStatus[] =>
  world.store.by('deploymentStatuses', 'deployment', id).toReversed()

export function statusOf(world: World, deployment: Deployment, id: number): DeploymentStatus {
  const status = world.store.get('deploymentStatuses', id)
  if (status?.deployment !== deployment.id) throw notFound()
  return status
}

export function createDeploymentStatus(
  world: World,
  actor: Actor,
  repository: Repository,
  deployment: Deployment,
  wish: DeploymentStatusWish,
): DeploymentStatus {
  mustWrite(world, actor, repository, 'deployments')
  mustFit('DeploymentStatus', 'description', wish.description ?? null, 140)
  mustBeWeb('DeploymentStatus', 'log_url', wish.logUrl)
  mustBeWeb('DeploymentStatus', 'environment_url', wish.environmentUrl)
  return world.store.transaction((tx) => putDeploymentStatus(world, tx, actor, deployment, wish))
}

/** Unless told otherwise a success makes what was there before it inactive. */
export function putDeploymentStatus(
  world: World,
  tx: Transaction,
  actor: Actor,
  deployment: Deployment,
  wish: DeploymentStatusWish,
): DeploymentStatus {
  const repository = { id: deployment.repository }
  const environment =
    wish.environment === undefined
      ? deployment.environment
      : ensureEnvironment(world, tx, repository, wish.environment).name
  const at = world.now()
  const moved = tx.put('deployments', { ...deployment, environment, state: wish.state, updatedAt: at })
  const status = tx.put('deploymentStatuses', {
    id: world.store.nextId(),
    repository: deployment.repository,
    deployment: deployment.id,
    state: wish.state,
    creator: actor.user.login,
    description: wish.description ?? '',
    environment,
    logUrl: wish.logUrl ?? '',
    environmentUrl: wish.environmentUrl ?? '',
    createdAt: at,
  })
  recordEvent(world, tx, actor, repository, 'deployment_status', 'created', {
    deployment: deployment.id,
    deployment_status: status.id,
    state: wish.state,
    environment,
    environment_url: status.environmentUrl,
  })
  if (wish.state === 'success' && wish.autoInactive !== false) replaceOlder(world, tx, actor, moved)
  return status
}

/** Earlier successes of the same environment become inactive; those of transient and production environments stay. */
function replaceOlder(world: World, tx: Transaction, actor: Actor, deployment: Deployment): void {
  const environment = `${deployment.repository}/${deployment.environment.toLowerCase()}`
  for (const older of world.store.by('deployments', 'replaceable', environment))
    if (older.id < deployment.id)
      putDeploymentStatus(world, tx, actor, older, { state: 'inactive', autoInactive: false })
}
