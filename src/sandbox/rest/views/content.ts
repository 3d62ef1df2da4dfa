import type { Protection } from '../../state/rows.js'

/** What a branch says of its protection to whoever may read it. */
export const shortProtectionView = (protection: Protection | null) => ({
  enabled: protection !== null,
  required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
})

/** branch-protection */
export function branchProtectionView(api: string, protection: Protection) {
  const url = `${api}/branches/${encodeURIComponent(protection.branch)}/protection`
  return {
    url,
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
    enforce_admins: { url: `${url}/enforce_admins`, enabled: true },
    required_linear_history: { enabled: false },
    allow_force_pushes: { enabled: false },
    allow_deletions: { enabled: false },
    block_creations: { enabled: false },
    required_conversation_resolution: { enabled: false },
    lock_branch: { enabled: false },
    allow_fork_syncing: { enabled: false },
  }
}
