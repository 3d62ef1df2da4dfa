import type { TreeEntry } from '../../git/history.js'
import type { Protection, Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { repositoryPage, repositoryUrl } from './repository.js'

/** An entry of a folder; a file asked for alone has its content too. */
export function contentView(world: World, repository: Repository, ref: string, entry: TreeEntry) {
  const api = repositoryUrl(world, repository)
  const page = repositoryPage(world, repository)
  const path = entry.path.split('/').map(encodeURIComponent).join('/')
  const url = `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`
  const folder = entry.type === 'tree'
  const git = `${api}/git/${folder ? 'trees' : 'blobs'}/${entry.sha}`
  const html = `${page}/${folder ? 'tree' : 'blob'}/${ref}/${path}`
  return {
    name: entry.path.split('/').at(-1) ?? '',
    path: entry.path,
    sha: entry.sha,
    size: entry.size,
    url,
    html_url: html,
    git_url: git,
    download_url: folder ? null : `${page}/raw/${ref}/${path}`,
    type: folder ? 'dir' : entry.type === 'commit' ? 'submodule' : 'file',
    _links: { self: url, git, html },
  }
}

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
