import { isWorkflow, mustWrite } from '../../permissions.js'
import { notFound } from '../../errors.js'
import { transaction, type Request, type Write } from '../../request.js'
import type { Deployment, DeploymentState, DeploymentStatus } from '../../state/deployment-rows.js'
import type { World } from '../../world.js'
import { ensureEnvironment } from './environments.js'
import { mustBeUrl, mustFitLength } from '../field.js'
import { recordEvent } from '../record.js'

export interface DeploymentStatusOptions {
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
  request: Request,
  deployment: Deployment,
  options: DeploymentStatusOptions,
): DeploymentStatus {
  mustWrite(request, 'deployments')
  mustFitLength('DeploymentStatus', 'description', options.description ?? null, 140)
  mustBeUrl('DeploymentStatus', 'log_url', options.logUrl)
  mustBeUrl('DeploymentStatus', 'environment_url', options.environmentUrl)
  return transaction(request, (write) => putDeploymentStatus(write, deployment, options))
}

/** Adds a status; a success makes earlier deployments of the environment inactive unless `autoInactive` is false. */
export function putDeploymentStatus(
  write: Write,
  deployment: Deployment,
  options: DeploymentStatusOptions,
): DeploymentStatus {
  const { world, tx, actor } = write
  const environment =
    options.environment === undefined
      ? deployment.environment
      : ensureEnvironment(write, options.environment).name
  const at = world.now()
  const moved = tx.put('deployments', { ...deployment, environment, state: options.state, updatedAt: at })
  const status = tx.put('deploymentStatuses', {
    id: world.store.nextId(),
    repository: deployment.repository,
    deployment: deployment.id,
    state: options.state,
    creator: actor.user.login,
    viaActions: isWorkflow(actor),
    description: options.description ?? '',
    environment,
    logUrl: options.logUrl ?? '',
    environmentUrl: options.environmentUrl ?? '',
    createdAt: at,
  })
  recordEvent(write, 'deployment_status', 'created', {
    deployment: deployment.id,
    deployment_status: status.id,
    state: options.state,
    environment,
    environment_url: status.environmentUrl,
  })
  if (options.state === 'success' && options.autoInactive !== false) deactivateOlder(write, moved)
  return status
}

/** Marks earlier successes of the environment inactive, except transient and production deployments. */
function deactivateOlder(write: Write, deployment: Deployment): void {
  const { world } = write
  const environment = `${deployment.repository}/${deployment.environment.toLowerCase()}`
  for (const older of world.store.by('deployments', 'replaceable', environment))
    if (older.id < deployment.id)
      putDeploymentStatus(write, older, { state: 'inactive', autoInactive: false })
}
