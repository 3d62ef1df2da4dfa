import { mustRead } from '../permissions.js'
import type { Request } from '../request.js'
import {
  createDeployment,
  deleteDeployment,
  deploymentOf,
  type DeploymentOptions,
} from '../rules/deployments/deployments.js'
import { createDeploymentStatus, statusesOf, statusOf } from '../rules/deployments/deployment-statuses.js'
import type { Deployment, DeploymentState } from '../state/deployment-rows.js'
import type { Repository } from '../state/rows.js'
import {
  flag,
  list,
  numberIn,
  requestIn,
  text,
  textOrNull,
  type Body,
  type Call,
  type Operations,
  type RepositoryRequest,
} from './operation.js'
import { deploymentStatusView, deploymentView } from './views/deployments.js'

export const deployments: Operations = {
  'repos/list-deployments': (call) => {
    const { repository } = readable(call)
    return list(matchingDeployments(call, repository), (row) => deploymentView(call.world, repository, row))
  },

  'repos/create-deployment': async (call) => {
    const request = requestIn(call)
    const { repository } = request
    const created = await createDeployment(request, optionsIn(call.body))
    if ('merged' in created) return { status: 202, body: { message: created.merged } }
    return { status: 201, body: deploymentView(call.world, repository, created) }
  },

  'repos/get-deployment': (call) => {
    const { repository, deployment } = deploymentIn(call)
    return { body: deploymentView(call.world, repository, deployment) }
  },

  'repos/delete-deployment': (call) => {
    const { request, deployment } = deploymentIn(call)
    deleteDeployment(request, deployment)
    return { status: 204 }
  },

  'repos/list-deployment-statuses': (call) => {
    const { repository, deployment } = deploymentIn(call)
    return list(statusesOf(call.world, deployment), (row) =>
      deploymentStatusView(call.world, repository, row),
    )
  },

  'repos/get-deployment-status': (call) => {
    const { repository, deployment } = deploymentIn(call)
    const status = statusOf(call.world, deployment, numberIn(call, 'status_id'))
    return { body: deploymentStatusView(call.world, repository, status) }
  },

  'repos/create-deployment-status': (call) => {
    const { world, body } = call
    const { request, repository, deployment } = deploymentIn(call)
    const status = createDeploymentStatus(request, deployment, {
      state: text(body, 'state') as DeploymentState,
      description: text(body, 'description'),
      logUrl: text(body, 'log_url') ?? text(body, 'target_url'),
      environmentUrl: text(body, 'environment_url'),
      environment: text(body, 'environment'),
      autoInactive: flag(body, 'auto_inactive'),
    })
    return { status: 201, body: deploymentStatusView(world, repository, status) }
  },
}

function readable(call: Call): Request {
  const request = requestIn(call)
  mustRead(request, 'deployments')
  return request
}

function deploymentIn(call: Call): RepositoryRequest & { readonly deployment: Deployment } {
  const request = readable(call)
  return {
    request,
    repository: request.repository,
    deployment: deploymentOf(call.world, request.repository, numberIn(call, 'deployment_id')),
  }
}

/** The deployments of a query, newest first; filters with an index come first. `none` (the documented default) does not filter. */
function matchingDeployments({ world, query }: Call, { id }: Repository): readonly Deployment[] {
  const filter = (name: string): string | null => {
    const value = query.get(name)
    return value === 'none' || value === '' ? null : value
  }
  const [sha, ref, task, environment] = ['sha', 'ref', 'task', 'environment'].map(filter)
  const rows = sha
    ? world.store.by('deployments', 'sha', `${id}/${sha}`)
    : ref
      ? world.store.by('deployments', 'ref', `${id}/${ref}`)
      : environment
        ? world.store.by('deployments', 'environment', `${id}/${environment.toLowerCase()}`)
        : world.store.by('deployments', 'repository', id)
  return rows
    .filter(
      (row) =>
        (!ref || row.ref === ref) &&
        (!task || row.task === task) &&
        (!environment || row.environment.toLowerCase() === environment.toLowerCase()),
    )
    .reverse()
}

const optionsIn = (body: Body): DeploymentOptions => ({
  ref: text(body, 'ref') ?? '',
  task: text(body, 'task') ?? 'deploy',
  payload: body['payload'] ?? {},
  environment: text(body, 'environment') ?? 'production',
  description: textOrNull(body, 'description') ?? null,
  transient: flag(body, 'transient_environment') ?? false,
  production: flag(body, 'production_environment'),
  autoMerge: flag(body, 'auto_merge') ?? true,
  requiredContexts: body['required_contexts'] as readonly string[] | undefined,
})
