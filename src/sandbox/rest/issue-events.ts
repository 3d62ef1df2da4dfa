import { mustRead } from '../permissions.js'
import { nodeId } from '../node-id.js'
import { issueOf, permissionsOf } from '../rules/access/access.js'
import type { Repository, TimelineEvent } from '../state/rows.js'
import type { World } from '../world.js'
import { list, numberIn, requestIn, type Operations } from './operation.js'
import { repositoryUrl } from './views/repository.js'
import { loginView } from './views/user.js'

export const issueEvents: Operations = {
  'issues/list-events': (call) => {
    const { world } = call
    const request = requestIn(call)
    const { repository } = request
    const issue = issueOf(world, repository, numberIn(call, 'issue_number'))
    mustRead(request, ...permissionsOf(issue))
    const rows = world.store.by('timeline', 'issue', `${repository.id}/${issue.number}`)
    return list(rows, (event) => issueEventView(world, repository, event))
  },
}

/** issue-event-for-issue. An event with a commit also has the commit's URL. */
function issueEventView(world: World, repository: Repository, event: TimelineEvent) {
  const api = repositoryUrl(world, repository)
  const { commit_id: commit = null, ...detail } = event.detail
  return {
    id: event.id,
    node_id: nodeId('IssueEvent', event.id),
    url: `${api}/issues/events/${event.id}`,
    actor: loginView(world, event.actor),
    event: event.kind,
    commit_id: commit,
    commit_url: typeof commit === 'string' ? `${api}/commits/${commit}` : null,
    created_at: event.createdAt,
    ...withUsers(world, detail),
    performed_via_github_app: null,
  }
}

/** Replaces logins of reviewers by user objects. */
const withUsers = (
  world: World,
  detail: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [
      name,
      (name === 'requested_reviewer' || name === 'review_requester') && typeof value === 'string'
        ? loginView(world, value)
        : value,
    ]),
  )
