import type { Role } from './rows.js'

/** Who belongs to an organization; an admin (owner) of it may do everything in its repositories. */
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

/** `team` is the id of a team. */
export interface TeamMember {
  readonly team: number
  readonly login: string
  readonly role: 'member' | 'maintainer'
}

/** What the members of a team may do in a repository. */
export interface TeamRepository {
  readonly team: number
  readonly repository: number
  readonly role: Role
}
