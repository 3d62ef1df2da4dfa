import { mustAdmin } from '../permissions.js'
import { repositoryOf } from '../rules/access/access.js'
import { roleByName } from '../rules/access/collaborators.js'
import {
  createTeam,
  membershipOf,
  putMember,
  putTeamRepository,
  teamOf,
  teamsIn,
} from '../rules/access/teams.js'
import type { Team, TeamMember } from '../state/access-rows.js'
import { list, requestIn, text, type Call, type Operations } from './operation.js'
import { fullTeamView, teamMembershipView, teamView } from './views/team.js'

export const teams: Operations = {
  'teams/list': (call) =>
    list(teamsIn(call.world, call.actor, call.path['org'] ?? ''), (team) => teamView(call.world, team)),

  'teams/get-by-name': (call) => ({ body: fullTeamView(call.world, teamIn(call)) }),

  'teams/create': ({ world, actor, path, body }) => {
    const names = (body['repo_names'] ?? []) as readonly string[]
    const repositories = names.map((full) => {
      const [owner = '', name = ''] = full.split('/')
      const repository = repositoryOf(world, actor, owner, name)
      mustAdmin({ world, actor, repository })
      return repository
    })
    const team = createTeam(world, actor, path['org'] ?? '', {
      name: text(body, 'name') ?? '',
      description: text(body, 'description'),
      privacy: text(body, 'privacy') as Team['privacy'] | undefined,
      maintainers: (body['maintainers'] ?? []) as readonly string[],
    })
    const role = roleByName(text(body, 'permission') ?? 'pull', 'Team')
    for (const repository of repositories) putTeamRepository(world, team, repository, role)
    return { status: 201, body: fullTeamView(world, team) }
  },

  'teams/get-membership-for-user-in-org': (call) => {
    const team = teamIn(call)
    return {
      body: teamMembershipView(call.world, team, membershipOf(call.world, team, call.path['username'] ?? '')),
    }
  },

  'teams/add-or-update-membership-for-user-in-org': (call) => {
    const { world, actor, path, body } = call
    const team = teamIn(call)
    const role = (text(body, 'role') ?? 'member') as TeamMember['role']
    return {
      body: teamMembershipView(
        world,
        team,
        putMember(world, actor, team, { login: path['username'] ?? '', role }),
      ),
    }
  },

  'teams/add-or-update-repo-permissions-in-org': (call) => {
    const { world, body } = call
    const team = teamIn(call)
    const request = requestIn(call)
    const { repository } = request
    mustAdmin(request)
    putTeamRepository(world, team, repository, roleByName(text(body, 'permission') ?? 'push', 'Team'))
    return { status: 204 }
  },
}

const teamIn = ({ world, actor, path }: Call): Team =>
  teamOf(world, actor, path['org'] ?? '', path['team_slug'] ?? '')
