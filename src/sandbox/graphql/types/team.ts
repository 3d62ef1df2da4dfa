import { nodeId } from '../../node-id.js'
import { roleOf } from '../../permissions.js'
import { repositoryById, userOf } from '../../rules/access/access.js'
import { organizationOf } from '../../rules/access/teams.js'
import type { Team } from '../../state/access-rows.js'
import type { User } from '../../state/rows.js'
import type { World } from '../../world.js'
import { node, nodeOrNull, requestFor, type Call, type Fields } from '../call.js'
import { connection, emptyConnection, type PageArguments } from '../connection.js'
import { ordered, type Order } from '../order.js'
import { actorNode } from './actor.js'

const membershipOf = ({ store }: World, organization: string, login: string) =>
  store.get('memberships', `${organization}/${login}`.toLowerCase())
const viewerIn = ({ world, actor }: Call, organization: string) =>
  membershipOf(world, organization, actor.user.login)

interface TeamPage extends PageArguments {
  readonly query?: string | null
  readonly userLogins?: readonly string[] | null
  readonly privacy?: 'SECRET' | 'VISIBLE' | null
  readonly orderBy?: Order<'NAME'> | null
}

/** Teams are visible only to members of the organization. */
export const canSeeTeam = (call: Call, { organization }: Team): boolean =>
  viewerIn(call, organization) !== null

function teams({ login }: User, args: TeamPage, call: Call) {
  const { store } = call.world
  const logins = args.userLogins?.map((name) => name.toLowerCase())
  const rows = store
    .by('teams', 'organization', login.toLowerCase())
    .filter((team) => canSeeTeam(call, team))
    .filter(({ name }) => name.toLowerCase().includes((args.query ?? '').toLowerCase()))
    .filter(({ privacy }) => args.privacy == null || (privacy === 'secret') === (args.privacy === 'SECRET'))
    .filter(({ id }) => !logins || logins.some((name) => store.get('teamMembers', `${id}/${name}`)))
  return connection(ordered(rows, args.orderBy, { NAME: ({ name }) => name.toLowerCase() }), args, {
    keyOf: ({ id }) => id,
    nodeOf: (team) => node('Team', team),
  })
}

export const organizationFields: Fields<User> = {
  teams,
  team: ({ login }, { slug }: { slug: string }, call) => {
    const team = call.world.store.first('teams', 'slug', `${login}/${slug}`.toLowerCase())
    return nodeOrNull('Team', team && canSeeTeam(call, team) ? team : null)
  },
  membersWithRole: ({ login }, page: PageArguments, { world }) =>
    connection(world.store.by('memberships', 'organization', login.toLowerCase()), page, {
      keyOf: (member) => member.login,
      nodeOf: (member) => actorNode(userOf(world, member.login)),
      edgeOf: ({ role }) => ({ role: role.toUpperCase() }),
    }),
  viewerIsAMember: ({ login }, _, call) => viewerIn(call, login) !== null,
  viewerCanAdminister: ({ login }, _, call) => viewerIn(call, login)?.role === 'admin',
}

interface MemberPage extends PageArguments {
  readonly query?: string | null
  readonly role?: 'MAINTAINER' | 'MEMBER' | null
}
const pathOf = ({ organization, slug }: Team): string => `/orgs/${organization}/teams/${slug}`

export const teamTypes = {
  Team: {
    id: ({ id }) => nodeId('Team', id),
    databaseId: ({ id }) => id,
    name: ({ name }) => name,
    slug: ({ slug }) => slug,
    combinedSlug: ({ organization, slug }) => `${organization}/${slug}`,
    description: ({ description }) => description,
    privacy: ({ privacy }) => (privacy === 'secret' ? 'SECRET' : 'VISIBLE'),
    createdAt: ({ createdAt }) => createdAt,
    updatedAt: ({ updatedAt }) => updatedAt,
    organization: ({ organization }, _, { world }) => actorNode(organizationOf(world, organization)),
    avatarUrl: ({ id }, _, { world }) => `${world.urls.html}/avatars/t/${id}`,
    resourcePath: pathOf,
    url: (team, _, { world }) => `${world.urls.html}${pathOf(team)}`,
    parentTeam: () => null,
    childTeams: emptyConnection,
    ancestors: emptyConnection,
    viewerCanAdminister: ({ organization }, _, call) => viewerIn(call, organization)?.role === 'admin',
    members: ({ id }, args: MemberPage, { world }) => {
      const rows = world.store
        .by('teamMembers', 'team', id)
        .filter(({ role }) => args.role == null || role.toUpperCase() === args.role)
        .filter(({ login }) => login.toLowerCase().includes((args.query ?? '').toLowerCase()))
      return connection(rows, args, {
        keyOf: ({ login }) => login,
        nodeOf: ({ login }) => actorNode(userOf(world, login)),
        edgeOf: ({ role }) => ({ role: role.toUpperCase() }),
      })
    },
    repositories: ({ id }, args: PageArguments & { readonly query?: string | null }, call) => {
      const rows = call.world.store
        .by('teamRepositories', 'team', id)
        .map(({ repository, role }) => ({ repository: repositoryById(call.world, repository), role }))
        .filter(({ repository }) => roleOf(requestFor(call, repository)) !== null)
        .filter(({ repository }) => repository.name.toLowerCase().includes((args.query ?? '').toLowerCase()))
      return connection(rows, args, {
        keyOf: ({ repository }) => repository.id,
        nodeOf: ({ repository }) => node('Repository', repository),
        edgeOf: ({ role }) => ({ permission: role.toUpperCase() }),
      })
    },
  } satisfies Fields<Team>,
}
