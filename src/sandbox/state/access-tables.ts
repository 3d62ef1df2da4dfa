import type { Membership, Team, TeamMember, TeamRepository } from './access-rows.js'
import type { Ruleset } from './protection-rows.js'
import type { Review } from './review-rows.js'

/** The tables of organizations, teams, rulesets and reviews. */
export interface AccessRows {
  memberships: Membership
  teams: Team
  teamMembers: TeamMember
  teamRepositories: TeamRepository
  rulesets: Ruleset
  reviews: Review
}

export const accessTables = {
  memberships: {
    key: (row: Membership) => `${row.organization}/${row.login}`.toLowerCase(),
    indexes: {
      organization: (row: Membership) => row.organization.toLowerCase(),
      login: (row: Membership) => row.login.toLowerCase(),
    },
  },
  teams: {
    key: (row: Team) => row.id,
    indexes: {
      slug: (row: Team) => `${row.organization}/${row.slug}`.toLowerCase(),
      organization: (row: Team) => row.organization.toLowerCase(),
    },
  },
  teamMembers: {
    key: (row: TeamMember) => `${row.team}/${row.login.toLowerCase()}`,
    indexes: { team: (row: TeamMember) => row.team, login: (row: TeamMember) => row.login.toLowerCase() },
  },
  teamRepositories: {
    key: (row: TeamRepository) => `${row.team}/${row.repository}`,
    indexes: {
      team: (row: TeamRepository) => row.team,
      repository: (row: TeamRepository) => row.repository,
    },
  },
  rulesets: {
    key: (row: Ruleset) => row.id,
    indexes: { repository: (row: Ruleset) => row.repository },
  },
  reviews: {
    key: (row: Review) => row.id,
    indexes: { pull: (row: Review) => `${row.repository}/${row.number}` },
  },
}
