import type { Actor } from '../../request.js'
import { teamsOf, userRole } from '../../roles.js'
import type { Run } from '../../state/actions-rows.js'
import type { Environment, Reviewer } from '../../state/deployment-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'

/** Whether a user or team can be a reviewer of environments: both need read access to the repository. */
export function canBeReviewer(world: World, repository: Repository, { type, id }: Reviewer): boolean {
  if (type === 'Team') return world.store.get('teamRepositories', `${id}/${repository.id}`) !== null
  const user = world.store.first('users', 'id', id)
  return user?.type === 'User' && userRole(world, user.login, repository) !== null
}

/** Whether the user is a reviewer of the environment or in a reviewing team. */
function isReviewer(world: World, { user }: Actor, { reviewers }: Environment): boolean {
  const teams = teamsOf(world, user.login)
  return reviewers.some(({ type, id }) => (type === 'User' ? id === user.id : teams.includes(id)))
}

/**
 * Whether the actor may approve a job of the run: a reviewer who, with `preventSelfReview`, did not start the run; never a
 * workflow or another App (GitHub's description: enabledForGitHubApps is false).
 */
export function mayApprove(world: World, actor: Actor, environment: Environment, run: Run): boolean {
  if (actor.token.kind === 'workflow' || !isReviewer(world, actor, environment)) return false
  return !(
    environment.preventSelfReview && run.triggeringActor.toLowerCase() === actor.user.login.toLowerCase()
  )
}
