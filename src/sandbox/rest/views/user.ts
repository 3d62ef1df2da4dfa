import { nodeId } from '../../node-id.js'
import { userOf } from '../../rules/access/access.js'
import type { User } from '../../state/rows.js'
import type { World } from '../../world.js'

/** simple-user */
export function userView({ urls }: World, user: User) {
  const url = `${urls.api}/users/${encodeURIComponent(user.login)}`
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId(user.type, user.id),
    avatar_url: `${urls.html}/avatars/u/${user.id}`,
    gravatar_id: '',
    url,
    html_url: user.type === 'Bot' ? `${urls.html}/apps/github-actions` : `${urls.html}/${user.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    user_view_type: 'public',
    site_admin: false,
  }
}

export const loginView = (world: World, login: string) => userView(world, userOf(world, login))

/** public-user */
export const publicUserView = (world: World, user: User) => ({
  ...userView(world, user),
  name: user.name,
  company: null,
  blog: '',
  location: null,
  email: null,
  hireable: null,
  bio: null,
  twitter_username: null,
  public_repos: 0,
  public_gists: 0,
  followers: 0,
  following: 0,
  created_at: user.createdAt,
  updated_at: user.createdAt,
})

/** private-user: the authenticated user. */
export const privateUserView = (world: World, user: User) => ({
  ...publicUserView(world, user),
  user_view_type: 'private',
  private_gists: 0,
  total_private_repos: 0,
  owned_private_repos: 0,
  disk_usage: 0,
  collaborators: 0,
  two_factor_authentication: true,
})
