import { mustAdmin } from '../../permissions.js'
import { invalidField, notFound } from '../../errors.js'
import { transaction, type Request } from '../../request.js'
import { userRole } from '../../roles.js'
import type { Repository, Role } from '../../state/rows.js'
import type { World } from '../../world.js'
import { recordEvent } from '../record.js'

/** The role names of REST: the legacy names (pull, push) and the current ones. */
const roles: Readonly<Record<string, Role>> = {
  pull: 'read',
  read: 'read',
  triage: 'triage',
  push: 'write',
  write: 'write',
  maintain: 'maintain',
  admin: 'admin',
}

export function roleByName(name: string, resource: string): Role {
  const role = Object.hasOwn(roles, name) ? roles[name] : undefined
  if (!role) throw invalidField(resource, 'permission')
  return role
}

/** Users with a role in the repository: collaborators, members of its teams and owners of the organization. */
export function collaboratorsOf(
  world: World,
  repository: Repository,
): readonly { readonly login: string; readonly role: Role }[] {
  const teams = world.store.by('teamRepositories', 'repository', repository.id)
  const logins = [
    ...world.store.by('collaborators', 'repository', repository.id).map(({ login }) => login),
    ...teams.flatMap(({ team }) => world.store.by('teamMembers', 'team', team).map(({ login }) => login)),
    ...world.store
      .by('memberships', 'organization', repository.owner.toLowerCase())
      .filter(({ role }) => role === 'admin')
      .map(({ login }) => login),
  ]
  return [...new Set(logins)].flatMap((login) => {
    const role = userRole(world, login, repository)
    return role === null ? [] : [{ login, role }]
  })
}

/** Adds a collaborator at once, as for organization members: there are no invitations to accept. */
export function putCollaborator(request: Request, login: string, role: Role): void {
  const { world, repository } = request
  mustAdmin(request)
  const user = world.store.get('users', login.toLowerCase())
  if (user?.type !== 'User') throw notFound()
  transaction(request, (write) => {
    write.tx.put('collaborators', { repository: repository.id, login: user.login, role })
    recordEvent(write, 'member', 'added', { member: user.login })
  })
}
