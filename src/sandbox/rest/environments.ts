import { mustRead } from '../permissions.js'
import type { Request } from '../request.js'
import { createPolicy, deletePolicy, policiesOf } from '../rules/deployments/branch-policies.js'
import {
  deleteEnvironment,
  environmentOf,
  putEnvironment,
  type EnvironmentOptions,
} from '../rules/deployments/environments.js'
import type { Environment, Reviewer } from '../state/deployment-rows.js'
import {
  listWithCount,
  flag,
  numberIn,
  requestIn,
  text,
  type Body,
  type Call,
  type Operations,
  type RepositoryRequest,
} from './operation.js'
import { environmentView, policyView } from './views/environments.js'

export const environments: Operations = {
  'repos/get-all-environments': (call) => {
    const { repository } = readable(call)
    const rows = call.world.store.by('environments', 'repository', repository.id)
    return listWithCount('environments', rows, (row) => environmentView(call.world, repository, row))
  },

  'repos/get-environment': (call) => {
    const { repository, environment } = environmentIn(call)
    return { body: environmentView(call.world, repository, environment) }
  },

  'repos/create-or-update-environment': (call) => {
    const { world, path, body } = call
    const request = requestIn(call)
    const { repository } = request
    const environment = putEnvironment(request, path['environment_name'] ?? '', optionsIn(body))
    return { body: environmentView(world, repository, environment) }
  },

  'repos/delete-an-environment': (call) => {
    deleteEnvironment(requestIn(call), call.path['environment_name'] ?? '')
    return { status: 204 }
  },

  'repos/list-deployment-branch-policies': (call) => {
    const { environment } = environmentIn(call)
    return listWithCount('branch_policies', policiesOf(call.world, environment), policyView)
  },

  'repos/create-deployment-branch-policy': (call) => {
    const { body } = call
    const { request, environment } = environmentIn(call)
    const type = text(body, 'type') === 'tag' ? 'tag' : 'branch'
    const options = { name: text(body, 'name') ?? '', type } as const
    const policy = createPolicy(request, environment, options)
    return policy ? { body: policyView(policy) } : { status: 303 }
  },

  'repos/delete-deployment-branch-policy': (call) => {
    const { request, environment } = environmentIn(call)
    deletePolicy(request, environment, numberIn(call, 'branch_policy_id'))
    return { status: 204 }
  },
}

function readable(call: Call): Request {
  const request = requestIn(call)
  mustRead(request, 'actions', 'environments')
  return request
}

/** The environment in the path, where slashes are encoded as %2F. */
export function environmentIn(call: Call): RepositoryRequest & { readonly environment: Environment } {
  const request = readable(call)
  return {
    request,
    repository: request.repository,
    environment: environmentOf(call.world, request.repository, call.path['environment_name'] ?? ''),
  }
}

function optionsIn(body: Body): EnvironmentOptions {
  const policy = body['deployment_branch_policy'] as Record<string, boolean> | null | undefined
  return {
    waitTimer: (body['wait_timer'] as number | undefined) ?? 0,
    preventSelfReview: flag(body, 'prevent_self_review') ?? false,
    reviewers: ((body['reviewers'] ?? []) as Partial<Reviewer>[]).map(({ type, id }) => ({
      type: type ?? 'User',
      id: id ?? 0,
    })),
    branchPolicy: policy
      ? {
          protected: policy['protected_branches'] === true,
          custom: policy['custom_branch_policies'] === true,
        }
      : null,
  }
}
