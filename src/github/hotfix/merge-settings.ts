/** The settings of a repository that restrict merges: its own, branch protection and rulesets. */
export interface Merging {
  readonly mergeCommitAllowed: boolean
  readonly trunk: {
    /** Visible to administrators only. */
    readonly branchProtectionRule: { readonly requiresLinearHistory: boolean } | null
    /** The part that everybody sees. */
    readonly refUpdateRule: { readonly requiresLinearHistory: boolean } | null
    readonly rules: { readonly nodes: readonly Rule[] } | null
  } | null
}
interface Rule {
  readonly type: string
  readonly parameters: { readonly allowedMergeMethods?: readonly string[] | null } | null
}

/** Fields of the default branch. */
export const mergingFields = `branchProtectionRule { requiresLinearHistory } refUpdateRule { requiresLinearHistory }
  rules(first: 100) { nodes { type parameters { ... on PullRequestParameters { allowedMergeMethods } } } }`

/** Whether the default branch accepts merge commits, by settings, branch protection and rulesets. */
export const takesMerges = ({ mergeCommitAllowed, trunk }: Merging): boolean =>
  mergeCommitAllowed &&
  !trunk?.branchProtectionRule?.requiresLinearHistory &&
  !trunk?.refUpdateRule?.requiresLinearHistory &&
  !trunk?.rules?.nodes.some(forbidsMerges)

const forbidsMerges = ({ type, parameters }: Rule): boolean => {
  const methods = parameters?.allowedMergeMethods ?? null
  return (
    type === 'REQUIRED_LINEAR_HISTORY' ||
    (methods !== null && !methods.some((method) => method.toLowerCase() === 'merge'))
  )
}
