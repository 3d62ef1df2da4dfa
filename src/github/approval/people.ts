import type { Octokit } from '@octokit/rest'
import { RelError } from '../../errors.js'
import { ownerAndRepo } from '../client/address.js'

const unlessMissing = async <Value>(answer: Promise<Value>): Promise<Value | null> => {
  try {
    return await answer
  } catch (error) {
    if (error instanceof RelError && error.code === 'not-found') return null
    throw error
  }
}

export const people = (octokit: Octokit) => ({
  /** REST `repos/get-collaborator-permission-level`: read, triage, write, maintain, admin or a role of the organisation's own. */
  async role(repository: string, login: string): Promise<string | null> {
    const wish = { ...ownerAndRepo(repository), username: login }
    const answer = await unlessMissing(octokit.rest.repos.getCollaboratorPermissionLevel(wish))
    return answer?.data.role_name ?? null
  },

  /** REST `teams/get-membership-for-user-in-org`. A token that sees no teams gets the same answer as for no member. */
  async isIn(organization: string, team: string, login: string): Promise<boolean> {
    const wish = { org: organization, team_slug: team, username: login }
    const answer = await unlessMissing(octokit.rest.teams.getMembershipForUserInOrg(wish))
    return answer?.data.state === 'active'
  },
})
