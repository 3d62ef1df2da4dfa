/** The classic protection of one branch. */
export interface Protection {
  readonly repository: number
  readonly branch: string
  readonly pullRequestRequired: boolean
  /** The number of approvals that a pull request needs. */
  readonly approvals: number
  /** Null: none are required. `strict`: the head must contain the base. */
  readonly statusChecks: { readonly strict: boolean; readonly contexts: readonly string[] } | null
  /** Whether the protection also applies to administrators. */
  readonly enforceAdmins: boolean
  readonly linearHistory: boolean
  readonly allowForcePushes: boolean
  readonly allowDeletions: boolean
}

/** A rule as in GitHub's REST API. */
export interface Rule {
  readonly type: string
  readonly parameters?: Readonly<Record<string, unknown>>
}

export interface BypassActor {
  readonly actor_id: number | null
  readonly actor_type: string
  readonly bypass_mode: 'always' | 'pull_request' | 'exempt'
}

/** Rules for the branches or tags whose full names match a pattern of `include` and none of `exclude`. */
export interface Ruleset {
  readonly id: number
  readonly repository: number
  readonly name: string
  readonly target: 'branch' | 'tag'
  readonly enforcement: 'active' | 'disabled' | 'evaluate'
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly rules: readonly Rule[]
  readonly bypass: readonly BypassActor[]
  readonly createdAt: string
  readonly updatedAt: string
}
