import { node, type Call, type Fields } from '../call.js'
import { noSuchNode, notResolved } from '../errors.js'
import { nodeOfId } from '../nodes.js'
import { search } from '../search.js'
import { actorNode, repositoryByName } from './actor.js'

const userByLogin = ({ world }: Call, login: string, type?: 'User' | 'Organization') => {
  const user = world.store.get('users', login.toLowerCase())
  return user && (type === undefined ? user.type !== 'Bot' : user.type === type) ? actorNode(user) : null
}

export const queryTypes = {
  Query: {
    id: () => Buffer.from('05:Query').toString('base64'),
    relay: () => node('Query', null),
    viewer: (_, __, { actor }) => actorNode(actor.user),
    repository: (_, { owner, name }: { owner: string; name: string }, call) =>
      repositoryByName(call, owner, name),
    repositoryOwner: (_, { login }: { login: string }, call) => userByLogin(call, login),
    organization: (_, { login }: { login: string }, call) => {
      const found = userByLogin(call, login, 'Organization')
      if (!found) throw notResolved(`an Organization with the login of '${login}'.`)
      return found
    },
    user: (_, { login }: { login: string }, call) => {
      const found = userByLogin(call, login, 'User')
      if (!found) throw notResolved(`a User with the login of '${login}'.`)
      return found
    },
    node: async (_, { id }: { id: string }, call) => (await nodeOfId(call, id)) ?? fail(noSuchNode(id)),
    nodes: (_, { ids }: { ids: readonly string[] }, call) =>
      ids.map(async (id) => (await nodeOfId(call, id)) ?? fail(noSuchNode(id))),
    search: (_, args: Parameters<typeof search>[0], call) => search(args, call),
    rateLimit: (_, __, call) => ({ ...call.limit, ...call.price }),
  } satisfies Fields<unknown>,
}

const fail = (error: Error): never => {
  throw error
}
