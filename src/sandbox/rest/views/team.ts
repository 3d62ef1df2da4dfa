import { nodeId } from '../../node-id.js'
import { userOf } from '../../rules/access/access.js'
import type { Team, TeamMember } from '../../state/access-rows.js'
import type { World } from '../../world.js'

/** team */
export function teamView({ urls }: World, team: Team) {
  const url = `${urls.api}/orgs/${team.organization}/teams/${team.slug}`
  return {
    id: team.id,
    node_id: nodeId('Team', team.id),
    url,
    html_url: `${urls.html}/orgs/${team.organization}/teams/${team.slug}`,
    name: team.name,
    slug: team.slug,
    description: team.description,
    privacy: team.privacy,
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: 'organization',
    parent: null,
  }
}

/** team-full */
export function fullTeamView(world: World, team: Team) {
  const { urls, store } = world
  const organization = userOf(world, team.organization)
  const api = `${urls.api}/orgs/${organization.login}`
  const repositories = store.by('repositories', 'owner', organization.login.toLowerCase())
  return {
    ...teamView(world, team),
    members_count: store.by('teamMembers', 'team', team.id).length,
    repos_count: store.by('teamRepositories', 'team', team.id).length,
    created_at: team.createdAt,
    updated_at: team.updatedAt,
    organization: {
      login: organization.login,
      id: organization.id,
      node_id: nodeId('Organization', organization.id),
      url: api,
      repos_url: `${api}/repos`,
      events_url: `${api}/events`,
      hooks_url: `${api}/hooks`,
      issues_url: `${api}/issues`,
      members_url: `${api}/members{/member}`,
      public_members_url: `${api}/public_members{/member}`,
      avatar_url: `${urls.html}/avatars/u/${organization.id}`,
      description: null,
      name: organization.name ?? organization.login,
      has_organization_projects: false,
      has_repository_projects: false,
      public_repos: repositories.filter((repository) => !repository.private).length,
      public_gists: 0,
      followers: 0,
      following: 0,
      html_url: `${urls.html}/${organization.login}`,
      created_at: organization.createdAt,
      updated_at: organization.createdAt,
      archived_at: null,
      type: 'Organization',
    },
  }
}

/** team-membership */
export const teamMembershipView = ({ urls }: World, team: Team, member: TeamMember) => ({
  url: `${urls.api}/orgs/${team.organization}/teams/${team.slug}/memberships/${member.login}`,
  role: member.role,
  state: 'active',
})
