import { mustAdmin, mustSeeSettings } from '../permissions.js'
import { flag, requestIn, text, type Operations } from './operation.js'

export const actionsSettings: Operations = {
  'actions/get-github-actions-default-workflow-permissions-repository': (call) => {
    const request = requestIn(call)
    const { repository } = request
    mustSeeSettings(request)
    return {
      body: {
        default_workflow_permissions: repository.actionsDefaultPermissions,
        can_approve_pull_request_reviews: repository.actionsMayCreatePullRequests,
      },
    }
  },

  'actions/set-github-actions-default-workflow-permissions-repository': (call) => {
    const { world, body } = call
    const request = requestIn(call)
    const { repository } = request
    mustAdmin(request)
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
