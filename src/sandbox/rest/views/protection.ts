import type { Protection } from '../../state/rows.js'

/** The protection as part of a branch, without administrator access. */
export const shortProtectionView = (protection: Protection | null) => ({
  enabled: protection !== null,
  required_status_checks: {
    enforcement_level: protection?.statusChecks ? 'non_admins' : 'off',
    contexts: protection?.statusChecks?.contexts ?? [],
    checks: (protection?.statusChecks?.contexts ?? []).map((context) => ({ context, app_id: null })),
  },
})

/** branch-protection */
export function branchProtectionView(api: string, protection: Protection) {
  const url = `${api}/branches/${encodeURIComponent(protection.branch)}/protection`
  const { statusChecks } = protection
  return {
    url,
    ...(statusChecks && {
      required_status_checks: {
        url: `${url}/required_status_checks`,
        strict: statusChecks.strict,
        contexts: statusChecks.contexts,
        contexts_url: `${url}/required_status_checks/contexts`,
        checks: statusChecks.contexts.map((context) => ({ context, app_id: null })),
      },
    }),
    ...(protection.pullRequestRequired && {
      required_pull_request_reviews: {
        url: `${url}/required_pull_request_reviews`,
        dismiss_stale_reviews: false,
        require_code_owner_reviews: false,
        require_last_push_approval: false,
        required_approving_review_count: protection.approvals,
      },
    }),
    required_signatures: { url: `${url}/required_signatures`, enabled: false },
    enforce_admins: { url: `${url}/enforce_admins`, enabled: protection.enforceAdmins },
    required_linear_history: { enabled: protection.linearHistory },
    allow_force_pushes: { enabled: protection.allowForcePushes },
    allow_deletions: { enabled: protection.allowDeletions },
    block_creations: { enabled: false },
    required_conversation_resolution: { enabled: false },
    lock_branch: { enabled: false },
    allow_fork_syncing: { enabled: false },
  }
}

/** protected-branch: the response to an update, with the same fields. */
export const protectedBranchView = branchProtectionView
