import { nodeId } from '../../node-id.js'
import type { Deployment, DeploymentStatus } from '../../state/deployment-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { writerAppView } from './app.js'
import { repositoryUrl } from './repository.js'
import { loginView } from './user.js'

/** deployment */
export function deploymentView(world: World, repository: Repository, deployment: Deployment) {
  const api = repositoryUrl(world, repository)
  const url = `${api}/deployments/${deployment.id}`
  return {
    url,
    id: deployment.id,
    node_id: nodeId('Deployment', deployment.id),
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.originalEnvironment,
    environment: deployment.environment,
    description: deployment.description,
    creator: loginView(world, deployment.creator),
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    statuses_url: `${url}/statuses`,
    repository_url: api,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: writerAppView(world, deployment),
  }
}

/** deployment-simple: a deployment without its commit, payload and creator. */
export function simpleDeploymentView(world: World, repository: Repository, deployment: Deployment) {
  const omitted = new Set(['sha', 'ref', 'payload', 'creator'])
  return Object.fromEntries(
    Object.entries(deploymentView(world, repository, deployment)).filter(([name]) => !omitted.has(name)),
  )
}

/** deployment-status */
export function deploymentStatusView(world: World, repository: Repository, status: DeploymentStatus) {
  const api = repositoryUrl(world, repository)
  const url = `${api}/deployments/${status.deployment}`
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DeploymentStatus', status.id),
    state: status.state,
    creator: loginView(world, status.creator),
    description: status.description,
    environment: status.environment,
    target_url: status.logUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: url,
    repository_url: api,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: writerAppView(world, status),
  }
}
