/** The classic protection of one branch. */
export interface Protection {
  readonly repository: number
  readonly branch: string
  readonly pullRequestRequired: boolean
  /** How many approvals a pull request needs. */
  readonly approvals: number
  /** Null: none is required. `strict`: the head must have the base in it. */
  readonly statusChecks: { readonly strict: boolean; readonly contexts: readonly string[] } | null
  /** Does it hold for administrators too? */
  readonly enforceAdmins: boolean
  readonly linearHistory: boolean
  readonly allowForcePushes: boolean
  readonly allowDeletions: boolean
}

/** A rule as GitHub's REST API writes it. */
export interface Rule {
  readonly type: string
  readonly parameters?: Readonly<Record<string, unknown>>
}

export interface BypassActor {
  readonly actor_id: number | null
  readonly actor_type: string
  readonly bypass_mode: 'always' | 'pull_request' | 'exempt'
}

/** Rules for the branches, or tags, whose full names a pattern of `include` and none of `exclude` fits. */
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
