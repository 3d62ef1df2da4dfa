import { notFound } from '../errors.js'
import { roleOf } from '../permissions.js'
import { list, type Operations } from './operation.js'
import { repositoryView } from './views/repository.js'
import { privateUserView, publicUserView } from './views/user.js'

export const users: Operations = {
  'users/get-authenticated': ({ world, actor }) => ({ body: privateUserView(world, actor.user) }),

  'users/get-by-username': ({ world, path }) => {
    const user = world.store.get('users', (path['username'] ?? '').toLowerCase())
    if (!user) throw notFound()
    return { body: publicUserView(world, user) }
  },

  'repos/list-for-org': ({ world, actor, path, query }) => {
    const organization = world.store.get('users', (path['org'] ?? '').toLowerCase())
    if (organization?.type !== 'Organization') throw notFound()
    const repositories = world.store
      .by('repositories', 'owner', organization.login.toLowerCase())
      .filter((repository) => roleOf({ world, actor, repository }) !== null)
    const order = orders[query.get('sort') ?? 'created'] ?? orders['created']!
    const ascending =
      (query.get('direction') ?? (query.get('sort') === 'full_name' ? 'asc' : 'desc')) === 'asc'
    const sorted = repositories.toSorted((left, right) => {
      const [first, second] = ascending ? [left, right] : [right, left]
      return order(first) < order(second) ? -1 : order(first) > order(second) ? 1 : first.id - second.id
    })
    return list(sorted, (repository) => repositoryView({ world, actor, repository }))
  },
}

type SortFields = {
  readonly createdAt: string
  readonly updatedAt: string
  readonly pushedAt: string
  readonly name: string
}
const orders: Readonly<Record<string, (repository: SortFields) => string>> = {
  created: ({ createdAt }) => createdAt,
  updated: ({ updatedAt }) => updatedAt,
  pushed: ({ pushedAt }) => pushedAt,
  full_name: ({ name }) => name.toLowerCase(),
}
