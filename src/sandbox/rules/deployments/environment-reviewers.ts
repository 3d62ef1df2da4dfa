import type { Actor } from '../../request.js'
import { teamsOf, userRole } from '../../roles.js'
import type { Run } from '../../state/actions-rows.js'
import type { Environment, Reviewer } from '../../state/deployment-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'

/** Can this be a reviewer of the repository's environments? Users and teams need to be able to read it. */
export function mayReview(world: World, repository: Repository, { type, id }: Reviewer): boolean {
  if (type === 'Team') return world.store.get('teamRepositories', `${id}/${repository.id}`) !== null
  const user = world.store.one('users', 'id', id)
  return user?.type === 'User' && userRole(world, user.login, repository) !== null
}

/** Is this person one of those whom the environment names, or in a team that it names? */
function isReviewer(world: World, { user }: Actor, { reviewers }: Environment): boolean {
  const teams = teamsOf(world, user.login)
  return reviewers.some(({ type, id }) => (type === 'User' ? id === user.id : teams.includes(id)))
}

/**
 * May the actor let a job of the run into the environment? A listed reviewer who, where that is forbidden, has not started the
 * run; never a workflow or another App (GitHub's description: enabledForGitHubApps is false).
 */
export function mayApprove(world: World, actor: Actor, environment: Environment, run: Run): boolean {
  if (actor.token.kind === 'workflow' || !isReviewer(world, actor, environment)) return false
  return !(
    environment.preventSelfReview && run.triggeringActor.toLowerCase() === actor.user.login.toLowerCase()
  )
}
