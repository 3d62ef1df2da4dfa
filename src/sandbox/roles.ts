import type { Repository, Role } from './state/rows.js'
import type { World } from './world.js'

const ladder: readonly Role[] = ['read', 'triage', 'write', 'maintain', 'admin']
export const atLeast = (role: Role | null, least: Role): boolean =>
  role !== null && ladder.indexOf(role) >= ladder.indexOf(least)

const highest = (roles: readonly (Role | null)[]): Role | null =>
  roles.reduce((best, role) => (role !== null && !atLeast(best, role) ? role : best), null)

/** The teams that a user is in. */
export const teamsOf = (world: World, login: string): readonly number[] =>
  world.store.by('teamMembers', 'login', login.toLowerCase()).map(({ team }) => team)

/**
 * What a person is in a repository, whatever token they use: the highest of what they were given there, what their teams
 * were given, and admin for its owner and the organization's owners. Anybody reads a public one.
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
