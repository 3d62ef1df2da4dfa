import { mustRead, mustWrite } from '../permissions.js'
import { notFound } from '../errors.js'
import { userOf } from '../rules/access/access.js'
import { collaboratorsOf, putCollaborator, roleByName } from '../rules/access/collaborators.js'
import { atLeast, userRole } from '../roles.js'
import type { Role } from '../state/rows.js'
import type { World } from '../world.js'
import { list, requestIn, text, type Operations } from './operation.js'
import { loginView } from './views/user.js'

export const collaborators: Operations = {
  'repos/list-collaborators': (call) => {
    const { world, actor, query } = call
    const request = requestIn(call)
    const { repository } = request
    mustRead(request)
    mustWrite({ world, actor, repository: { ...repository, archived: false } }, 'metadata')
    const minimum = query.get('permission')
    const rows = collaboratorsOf(world, repository).filter(
      ({ role }) => minimum === null || atLeast(role, roleByName(minimum, 'Repository')),
    )
    return list(rows, ({ login, role }) => collaboratorView(world, login, role))
  },

  'repos/add-collaborator': (call) => {
    const { path, body } = call
    const role = roleByName(text(body, 'permission') ?? 'push', 'Repository')
    putCollaborator(requestIn(call), path['username'] ?? '', role)
    return { status: 204 }
  },

  'repos/get-collaborator-permission-level': (call) => {
    const { world, path } = call
    const request = requestIn(call)
    const { repository } = request
    mustRead(request)
    const user = world.store.get('users', (path['username'] ?? '').toLowerCase())
    if (!user) throw notFound()
    const role = userRole(world, user.login, repository)
    return {
      body: {
        permission: legacyPermission(role),
        role_name: role ?? 'none',
        user: collaboratorView(world, userOf(world, user.login).login, role),
      },
    }
  },
}

/** `permission` has only four levels; `role_name` has all roles. */
function legacyPermission(role: Role | null): 'admin' | 'write' | 'read' | 'none' {
  if (role === null) return 'none'
  if (role === 'admin') return 'admin'
  return atLeast(role, 'write') ? 'write' : 'read'
}

const collaboratorView = (world: World, login: string, role: Role | null) => ({
  ...loginView(world, login),
  permissions: {
    admin: atLeast(role, 'admin'),
    maintain: atLeast(role, 'maintain'),
    push: atLeast(role, 'write'),
    triage: atLeast(role, 'triage'),
    pull: atLeast(role, 'read'),
  },
  role_name: role ?? 'none',
})
