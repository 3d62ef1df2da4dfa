import { isWorkflow } from '../../permissions.js'
import { GitHubError, notFound, validationFailed } from '../../errors.js'
import { type Actor } from '../../request.js'
import type { Team, TeamMember } from '../../state/access-rows.js'
import type { Repository, Role, User } from '../../state/rows.js'
import type { World } from '../../world.js'
import { trimmed } from '../../../lib/text.js'

export function organizationOf(world: World, login: string): User {
  const found = world.store.get('users', login.toLowerCase())
  if (found?.type !== 'Organization') throw notFound()
  return found
}

/** Refuses actors outside of the organization with 404, as if it had no teams. Returns the organization. */
export function organizationForMember(world: World, actor: Actor, organization: string): User {
  const found = organizationOf(world, organization)
  const { login } = actor.user
  if (isWorkflow(actor)) throw new GitHubError(403, 'Resource not accessible by integration')
  if (!world.store.get('memberships', `${found.login}/${login}`.toLowerCase())) throw notFound()
  return found
}

const isOwner = (world: World, actor: Actor, organization: string): boolean =>
  world.store.get('memberships', `${organization}/${actor.user.login}`.toLowerCase())?.role === 'admin'

const isMaintainer = (world: World, actor: Actor, team: Team): boolean =>
  world.store.get('teamMembers', `${team.id}/${actor.user.login.toLowerCase()}`)?.role === 'maintainer'

export const teamsIn = (world: World, actor: Actor, organization: string): readonly Team[] =>
  world.store.by(
    'teams',
    'organization',
    organizationForMember(world, actor, organization).login.toLowerCase(),
  )

export function teamOf(world: World, actor: Actor, organization: string, slug: string): Team {
  const { login } = organizationForMember(world, actor, organization)
  const team = world.store.first('teams', 'slug', `${login}/${slug}`.toLowerCase())
  if (!team) throw notFound()
  return team
}

/** The user with a login; 404 for organizations and bots, which cannot be members. */
function userAccount(world: World, login: string): User {
  const user = world.store.get('users', login.toLowerCase())
  if (user?.type !== 'User') throw notFound()
  return user
}

export interface TeamOptions {
  readonly name: string
  readonly description?: string | undefined
  readonly privacy?: Team['privacy'] | undefined
  readonly maintainers: readonly string[]
}

/** Creates a team. Any member may do so and becomes its maintainer. */
export function createTeam(world: World, actor: Actor, organization: string, options: TeamOptions): Team {
  const { login } = organizationForMember(world, actor, organization)
  const slug = trimmed(options.name.toLowerCase().replaceAll(/[^a-z0-9_.]+/g, '-'), '-')
  if (slug === '' || world.store.first('teams', 'slug', `${login}/${slug}`.toLowerCase()))
    throw validationFailed([
      {
        resource: 'Team',
        code: 'unprocessable',
        field: 'data',
        message: 'Name must be unique for this org',
      },
    ])
  const maintainers = options.maintainers.map((name) => userAccount(world, name).login)
  const first = isOwner(world, actor, login) ? maintainers : [actor.user.login, ...maintainers]
  const at = world.now()
  return world.store.transaction((tx) => {
    const team = tx.put('teams', {
      id: world.store.nextId(),
      organization: login,
      slug,
      name: options.name,
      description: options.description ?? null,
      privacy: options.privacy ?? 'secret',
      createdAt: at,
      updatedAt: at,
    })
    for (const name of first) tx.put('teamMembers', { team: team.id, login: name, role: 'maintainer' })
    return team
  })
}

export function membershipOf(world: World, team: Team, login: string): TeamMember {
  const member = world.store.get('teamMembers', `${team.id}/${login.toLowerCase()}`)
  if (!member) throw notFound()
  return member
}

export function putMember(
  world: World,
  actor: Actor,
  team: Team,
  { login, role }: Pick<TeamMember, 'login' | 'role'>,
): TeamMember {
  if (!isOwner(world, actor, team.organization) && !isMaintainer(world, actor, team))
    throw new GitHubError(
      403,
      'You must be an organization owner or team maintainer to add a team membership.',
    )
  const member = { team: team.id, login: userAccount(world, login).login, role }
  const key = `${team.organization}/${member.login}`.toLowerCase()
  return world.store.transaction((tx) => {
    if (!world.store.get('memberships', key))
      tx.put('memberships', { organization: team.organization, login: member.login, role: 'member' })
    return tx.put('teamMembers', member)
  })
}

/** Sets the role of a team in a repository. The caller checks that the actor administers the repository. */
export function putTeamRepository(world: World, team: Team, repository: Repository, role: Role): void {
  world.store.transaction((tx) =>
    tx.put('teamRepositories', { team: team.id, repository: repository.id, role }),
  )
}
