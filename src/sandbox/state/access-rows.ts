import type { Role } from './rows.js'

/** A member of an organization; an admin (owner) may do everything in its repositories. */
export interface Membership {
  readonly organization: string
  readonly login: string
  readonly role: 'admin' | 'member'
}

export interface Team {
  readonly id: number
  readonly organization: string
  readonly slug: string
  readonly name: string
  readonly description: string | null
  readonly privacy: 'secret' | 'closed'
  readonly createdAt: string
  readonly updatedAt: string
}

/** A member of a team; `team` is its id. */
export interface TeamMember {
  readonly team: number
  readonly login: string
  readonly role: 'member' | 'maintainer'
}

/** The role of a team's members in a repository. */
export interface TeamRepository {
  readonly team: number
  readonly repository: number
  readonly role: Role
}
