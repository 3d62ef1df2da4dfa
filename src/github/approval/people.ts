import type { Octokit } from '@octokit/rest'
import { RelError } from '../../errors.js'
import { ownerAndRepo } from '../client/address.js'

const nullIfMissing = async <Value>(answer: Promise<Value>): Promise<Value | null> => {
  try {
    return await answer
  } catch (error) {
    if (error instanceof RelError && error.code === 'not-found') return null
    throw error
  }
}

export const people = (octokit: Octokit) => ({
  /** REST `repos/get-collaborator-permission-level`: read, triage, write, maintain, admin or a custom role of the organisation; null: no collaborator. */
  async role(repository: string, login: string): Promise<string | null> {
    const request = { ...ownerAndRepo(repository), username: login }
    const answer = await nullIfMissing(octokit.rest.repos.getCollaboratorPermissionLevel(request))
    return answer?.data.role_name ?? null
  },

  /** REST `teams/get-membership-for-user-in-org`. False also where the token cannot read the team. */
  async isTeamMember(organization: string, team: string, login: string): Promise<boolean> {
    const request = { org: organization, team_slug: team, username: login }
    const answer = await nullIfMissing(octokit.rest.teams.getMembershipForUserInOrg(request))
    return answer?.data.state === 'active'
  },
})
