import { mustRead } from '../actor.js'
import { createPolicy, deletePolicy, policiesOf } from '../rules/deployments/branch-policies.js'
import {
  deleteEnvironment,
  environmentOf,
  putEnvironment,
  type EnvironmentWish,
} from '../rules/deployments/environments.js'
import type { Environment, Reviewer } from '../state/deployment-rows.js'
import type { Repository } from '../state/rows.js'
import {
  counted,
  flag,
  numberIn,
  repositoryIn,
  text,
  type Body,
  type Call,
  type Operations,
} from './operation.js'
import { environmentView, policyView } from './views/environments.js'

export const environments: Operations = {
  'repos/get-all-environments': (call) => {
    const repository = readable(call)
    const rows = call.world.store.by('environments', 'repository', repository.id)
    return counted('environments', rows, (row) => environmentView(call.world, repository, row))
  },

  'repos/get-environment': (call) => {
    const { repository, environment } = environmentIn(call)
    return { body: environmentView(call.world, repository, environment) }
  },

  'repos/create-or-update-environment': (call) => {
    const { world, actor, path, body } = call
    const repository = repositoryIn(call)
    const environment = putEnvironment(world, actor, repository, path['environment_name'] ?? '', wishIn(body))
    return { body: environmentView(world, repository, environment) }
  },

  'repos/delete-an-environment': (call) => {
    deleteEnvironment(call.world, call.actor, repositoryIn(call), call.path['environment_name'] ?? '')
    return { status: 204 }
  },

  'repos/list-deployment-branch-policies': (call) => {
    const { environment } = environmentIn(call)
    return counted('branch_policies', policiesOf(call.world, environment), policyView)
  },

  'repos/create-deployment-branch-policy': (call) => {
    const { world, actor, body } = call
    const { repository, environment } = environmentIn(call)
    const type = text(body, 'type') === 'tag' ? 'tag' : 'branch'
    const wish = { name: text(body, 'name') ?? '', type } as const
    const policy = createPolicy(world, actor, repository, environment, wish)
    return policy ? { body: policyView(policy) } : { status: 303 }
  },

  'repos/delete-deployment-branch-policy': (call) => {
    const { repository, environment } = environmentIn(call)
    deletePolicy(call.world, call.actor, repository, environment, numberIn(call, 'branch_policy_id'))
    return { status: 204 }
  },
}

function readable(call: Call): Repository {
  const repository = repositoryIn(call)
  mustRead(call.world, call.actor, repository, 'actions', 'environments')
  return repository
}

/** The environment that the path names, whose slashes are written %2F there. */
export function environmentIn(call: Call): {
  readonly repository: Repository
  readonly environment: Environment
} {
  const repository = readable(call)
  return {
    repository,
    environment: environmentOf(call.world, repository, call.path['environment_name'] ?? ''),
  }
}

function wishIn(body: Body): EnvironmentWish {
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
