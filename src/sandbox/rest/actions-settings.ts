import { validationFailed } from '../errors.js'
import { mustAdmin, mustSeeSettings } from '../permissions.js'
import { maxRetentionDays, retentionDaysOf } from '../rules/actions/retention.js'
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

  'actions/get-artifact-and-log-retention-settings-repository': (call) => {
    const request = requestIn(call)
    const { repository } = request
    mustSeeSettings(request)
    return {
      body: { days: retentionDaysOf(repository), maximum_allowed_days: maxRetentionDays(repository) },
    }
  },

  'actions/set-artifact-and-log-retention-settings-repository': (call) => {
    const { world, body } = call
    const request = requestIn(call)
    const { repository } = request
    mustAdmin(request)
    const days = Number(body['days'])
    const most = maxRetentionDays(repository)
    if (days < 1 || days > most)
      throw validationFailed([
        { resource: 'Repository', code: 'invalid', field: 'days', message: `must be from 1 to ${most}` },
      ])
    world.store.transaction((tx) => tx.put('repositories', { ...repository, retentionDays: days }))
    return { status: 204 }
  },
}
