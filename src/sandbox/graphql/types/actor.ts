import { roleOf } from '../../permissions.js'
import { nodeId } from '../../node-id.js'
import { userOf } from '../../rules/access/access.js'
import type { Repository, User } from '../../state/rows.js'
import { node, requestFor, type Call, type Fields, type Node } from '../call.js'
import { connection, emptyConnection, type Connection, type PageArguments } from '../connection.js'
import { notResolved } from '../errors.js'
import { ordered, type Order } from '../order.js'

export const actorNode = (user: User): Node<User> => node(user.type, user)
export const actorOf = (call: Call, login: string | null): Node<User> | null =>
  login === null ? null : actorNode(userOf(call.world, login))

export const users = (rows: readonly User[], page: PageArguments): Connection =>
  connection(rows, page, { keyOf: (user) => user.login, nodeOf: actorNode })

interface RepositoryFilter extends PageArguments {
  readonly isArchived?: boolean | null
  readonly isFork?: boolean | null
  readonly isLocked?: boolean | null
  readonly privacy?: 'PRIVATE' | 'PUBLIC' | null
  readonly visibility?: 'PRIVATE' | 'PUBLIC' | 'INTERNAL' | null
  readonly orderBy?: Order<'CREATED_AT' | 'NAME' | 'PUSHED_AT' | 'STARGAZERS' | 'UPDATED_AT'> | null
}
const allows = (filter: boolean | null | undefined, actual: boolean): boolean =>
  filter == null || filter === actual

const visibilityOf = (row: Repository): 'PRIVATE' | 'PUBLIC' => (row.private ? 'PRIVATE' : 'PUBLIC')

/** The repositories of an owner that the actor may see. */
function repositories({ login }: User, args: RepositoryFilter, call: Call): Connection {
  const rows = call.world.store
    .by('repositories', 'owner', login.toLowerCase())
    .filter((row) => roleOf(requestFor(call, row)) !== null)
    .filter(
      (row) =>
        allows(args.isArchived, row.archived) && allows(args.isFork, row.forkOf !== null) && !args.isLocked,
    )
    .filter((row) =>
      [args.privacy, args.visibility].every((filter) => filter == null || filter === visibilityOf(row)),
    )
  return repositoryPage(ordered(rows, args.orderBy, repositoryOrder), args)
}

const repositoryOrder = {
  CREATED_AT: (row: Repository) => row.createdAt,
  NAME: (row: Repository) => row.name.toLowerCase(),
  PUSHED_AT: (row: Repository) => row.pushedAt,
  STARGAZERS: () => 0,
  UPDATED_AT: (row: Repository) => row.updatedAt,
}
export const repositoryPage = (rows: readonly Repository[], page: PageArguments): Connection =>
  connection(rows, page, { keyOf: (row) => row.id, nodeOf: (row) => node('Repository', row) })

/** The login of a bot in GraphQL, without the [bot] of REST. */
const slugOf = ({ login }: User): string => login.replace(/\[bot\]$/, '')

const actor: Fields<User> = {
  id: (user) => nodeId(user.type, user.id),
  databaseId: (user) => user.id,
  login: (user) => user.login,
  url: (user, _, { world }) => `${world.urls.html}/${user.login}`,
  resourcePath: (user) => `/${user.login}`,
  avatarUrl: (user, _, { world }) => `${world.urls.html}/${user.login}.png`,
  createdAt: (user) => user.createdAt,
}
/** The fields of RepositoryOwner, shared by users and organizations. */
export const ownerFields: Fields<User> = {
  ...actor,
  name: (user) => user.name,
  repositories,
  repository: (user, { name }: { name: string }, call) => repositoryByName(call, user.login, name),
  projectsV2: emptyConnection,
  projects: emptyConnection,
}

/** Finds a repository; a repository that the actor may not see is the same error as a missing one. */
export function repositoryByName(call: Call, ownerLogin: string, name: string): Node<Repository> {
  const row = call.world.store.first('repositories', 'name', `${ownerLogin}/${name}`.toLowerCase())
  if (!row || roleOf(requestFor(call, row)) === null)
    throw notResolved(`a Repository with the name '${ownerLogin}/${name}'.`)
  return node('Repository', row)
}

/** `email` is empty, as on GitHub for users without a public address. */
export const actorTypes = {
  User: {
    ...ownerFields,
    email: () => '',
    bio: () => null,
    company: () => null,
    location: () => null,
    websiteUrl: () => null,
    isViewer: (user, _, call) => user.login === call.actor.user.login,
    organizations: (user, page: PageArguments, call) => users(organizationsOf(call, user), page),
    organization: (user, { login }: { login: string }, call) =>
      organizationsOf(call, user)
        .map(actorNode)
        .find(({ row }) => row.login.toLowerCase() === login.toLowerCase()) ?? null,
  } satisfies Fields<User>,
  Bot: {
    ...actor,
    login: slugOf,
    url: (bot, _, { world }) => `${world.urls.html}/apps/${slugOf(bot)}`,
    resourcePath: (bot) => `/apps/${slugOf(bot)}`,
  } satisfies Fields<User>,
}

function organizationsOf({ world }: Call, { login }: User): readonly User[] {
  const memberships = world.store.by('memberships', 'login', login.toLowerCase())
  return memberships.map(({ organization }) => userOf(world, organization))
}
