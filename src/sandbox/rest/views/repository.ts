import { roleOf } from '../../permissions.js'
import { nodeId } from '../../node-id.js'
import type { Request } from '../../request.js'
import { atLeast } from '../../roles.js'
import { repositoryById } from '../../rules/access/access.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { loginView } from './user.js'

export const repositoryUrl = ({ urls }: World, { owner, name }: Repository): string =>
  `${urls.api}/repos/${owner}/${name}`
export const repositoryPage = ({ urls }: World, { owner, name }: Repository): string =>
  `${urls.html}/${owner}/${name}`

const related = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
} as const

/** minimal-repository */
export function repositoryView(request: Request) {
  const { world, repository } = request
  const { owner, name } = repository
  const url = repositoryUrl(world, repository)
  const page = repositoryPage(world, repository)
  const open = world.store.by('issues', 'open', repository.id).length
  const forks = world.store.by('repositories', 'forkOf', repository.id).length
  return {
    id: repository.id,
    node_id: nodeId('Repository', repository.id),
    name,
    full_name: `${owner}/${name}`,
    private: repository.private,
    owner: loginView(world, owner),
    html_url: page,
    description: repository.description,
    fork: repository.forkOf !== null,
    url,
    ...Object.fromEntries(Object.entries(related).map(([field, path]) => [field, `${url}${path}`])),
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
    pushed_at: repository.pushedAt,
    git_url: `${page.replace(/^https?/, 'git')}.git`,
    ssh_url: `git@${new URL(page).hostname}:${owner}/${name}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    language: null,
    has_issues: true,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: forks,
    forks,
    mirror_url: null,
    archived: repository.archived,
    disabled: false,
    open_issues_count: open,
    open_issues: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.private ? 'private' : 'public',
    default_branch: repository.defaultBranch,
    permissions: permissionsView(request),
  }
}

function permissionsView(request: Request) {
  const role = roleOf(request)
  return {
    admin: atLeast(role, 'admin'),
    maintain: atLeast(role, 'maintain'),
    push: atLeast(role, 'write'),
    triage: atLeast(role, 'triage'),
    pull: atLeast(role, 'read'),
  }
}

/** full-repository */
export function fullRepositoryView(request: Request): object {
  const { world, repository } = request
  const view = repositoryView(request)
  const parent = repository.forkOf === null ? null : repositoryById(world, repository.forkOf)
  return {
    ...view,
    ...(view.owner.type === 'Organization' && { organization: view.owner }),
    ...(parent && {
      parent: repositoryView({ ...request, repository: parent }),
      source: repositoryView({ ...request, repository: parent }),
    }),
    network_count: view.forks,
    subscribers_count: 0,
    allow_squash_merge: repository.allowSquashMerge,
    allow_merge_commit: repository.allowMergeCommit,
    allow_rebase_merge: repository.allowRebaseMerge,
    allow_auto_merge: false,
    allow_update_branch: false,
    delete_branch_on_merge: repository.deleteBranchOnMerge,
  }
}
