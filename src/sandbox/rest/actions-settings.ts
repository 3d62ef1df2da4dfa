import { mustAdmin, mustSeeSettings } from '../actor.js'
import { flag, repositoryIn, text, type Operations } from './operation.js'

export const actionsSettings: Operations = {
  'actions/get-github-actions-default-workflow-permissions-repository': (call) => {
    const repository = repositoryIn(call)
    mustSeeSettings(call.world, call.actor, repository)
    return {
      body: {
        default_workflow_permissions: repository.actionsDefaultPermissions,
        can_approve_pull_request_reviews: repository.actionsMayCreatePullRequests,
      },
    }
  },

  'actions/set-github-actions-default-workflow-permissions-repository': (call) => {
    const { world, actor, body } = call
    const repository = repositoryIn(call)
    mustAdmin(world, actor, repository)
    const permissions = text(body, 'default_workflow_permissions')
    world.store.transaction((tx) =>
      tx.put('repositories', {
        ...repository,
        actionsDefaultPermissions:
          permissions === undefined
            ? repository.actionsDefaultPermissions
            : permissions === 'write'
              ? 'write'
              : 'read',
        actionsMayCreatePullRequests:
          flag(body, 'can_approve_pull_request_reviews') ?? repository.actionsMayCreatePullRequests,
      }),
    )
    return { status: 204 }
  },
}
