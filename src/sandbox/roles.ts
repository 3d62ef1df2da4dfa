import type { Repository, Role } from './state/rows.js'
import type { World } from './world.js'

const ascendingRoles: readonly Role[] = ['read', 'triage', 'write', 'maintain', 'admin']
export const atLeast = (role: Role | null, least: Role): boolean =>
  role !== null && ascendingRoles.indexOf(role) >= ascendingRoles.indexOf(least)

const highest = (roles: readonly (Role | null)[]): Role | null =>
  roles.reduce((best, role) => (role !== null && !atLeast(best, role) ? role : best), null)

/** The ids of the teams that a user is a member of. */
export const teamsOf = (world: World, login: string): readonly number[] =>
  world.store.by('teamMembers', 'login', login.toLowerCase()).map(({ team }) => team)

/**
 * A user's role in a repository, whatever token they use: the highest of the user's own role and those of their teams; admin
 * for its owner and the organization's owners. Everybody can read a public repository.
 */
export function userRole(world: World, login: string, repository: Repository): Role | null {
  const name = login.toLowerCase()
  const owner = repository.owner.toLowerCase()
  const owns = owner === name || world.store.get('memberships', `${owner}/${name}`)?.role === 'admin'
  if (owns) return 'admin'
  return highest([
    repository.private ? null : 'read',
    world.store.get('collaborators', `${repository.id}/${name}`)?.role ?? null,
    world.store.get('users', name)?.type === 'Bot' ? 'write' : null, // an app that the organization installed
    ...teamsOf(world, name).map(
      (team) => world.store.get('teamRepositories', `${team}/${repository.id}`)?.role ?? null,
    ),
  ])
}
