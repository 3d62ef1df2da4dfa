/** What decides how pull requests are merged: the settings, the protection of the default branch, and the rulesets in force. */
export interface Merging {
  readonly mergeCommitAllowed: boolean
  readonly trunk: {
    /** For administrators alone. */
    readonly branchProtectionRule: { readonly requiresLinearHistory: boolean } | null
    /** What everybody sees of it. */
    readonly refUpdateRule: { readonly requiresLinearHistory: boolean } | null
    readonly rules: { readonly nodes: readonly Rule[] } | null
  } | null
}
interface Rule {
  readonly type: string
  readonly parameters: { readonly allowedMergeMethods?: readonly string[] | null } | null
}

/** Of the default branch. */
export const mergingFields = `branchProtectionRule { requiresLinearHistory } refUpdateRule { requiresLinearHistory }
  rules(first: 100) { nodes { type parameters { ... on PullRequestParameters { allowedMergeMethods } } } }`

/** May a merge commit reach the default branch? The settings may allow what protection or a ruleset does not. */
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
