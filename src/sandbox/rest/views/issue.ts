import { nodeId } from '../../node-id.js'
import type { Actor } from '../../request.js'
import { labelsOf } from '../../rules/pulls/labels.js'
import { repositoryById } from '../../rules/access/access.js'
import type { Comment, Issue, Label, Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { repositoryPage, repositoryUrl } from './repository.js'
import { loginView } from './user.js'

export const labelView = (world: World, repository: Repository, label: Label) => ({
  id: label.id,
  node_id: nodeId('Label', label.id),
  url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(label.name)}`,
  name: label.name,
  color: label.color,
  default: false,
  description: label.description,
})

export const labelViews = (world: World, repository: Repository, issue: Issue) =>
  labelsOf(world, issue).map((label) => labelView(world, repository, label))

/** The author_association of a user: by ownership of the repository or by role in it. */
export function association(world: World, repository: Repository, login: string): string {
  if (login === repository.owner) return 'OWNER'
  const member = world.store.get('collaborators', `${repository.id}/${login.toLowerCase()}`)
  if (!member) return 'NONE'
  return world.store.get('users', repository.owner.toLowerCase())?.type === 'Organization'
    ? 'MEMBER'
    : 'COLLABORATOR'
}

const commentCount = (world: World, issue: Issue): number =>
  world.store.by('comments', 'issue', `${issue.repository}/${issue.number}`).length

/** issue: also the view of a pull request under /issues. */
export function issueView(world: World, _actor: Actor, issue: Issue) {
  const repository = repositoryById(world, issue.repository)
  const api = repositoryUrl(world, repository)
  const url = `${api}/issues/${issue.number}`
  const page = `${repositoryPage(world, repository)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`
  return {
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: page,
    id: issue.id,
    node_id: issue.pull ? nodeId('PullRequest', issue.pull.id) : nodeId('Issue', issue.id),
    number: issue.number,
    title: issue.title,
    user: loginView(world, issue.author),
    labels: labelViews(world, repository, issue),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: false,
    active_lock_reason: null,
    assignee: issue.assignees[0] === undefined ? null : loginView(world, issue.assignees[0]),
    assignees: issue.assignees.map((login) => loginView(world, login)),
    milestone: null,
    comments: commentCount(world, issue),
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    closed_by: issue.closedBy === null ? null : loginView(world, issue.closedBy),
    author_association: association(world, repository, issue.author),
    body: issue.body,
    performed_via_github_app: null,
    ...(issue.pull && {
      draft: issue.pull.draft,
      pull_request: {
        url: `${api}/pulls/${issue.number}`,
        html_url: page,
        diff_url: `${page}.diff`,
        patch_url: `${page}.patch`,
        merged_at: issue.pull.mergedAt,
      },
    }),
  }
}

export function commentView(world: World, issue: Issue, comment: Comment) {
  const repository = repositoryById(world, comment.repository)
  const api = repositoryUrl(world, repository)
  const page = `${repositoryPage(world, repository)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`
  return {
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${page}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${issue.number}`,
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    user: loginView(world, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(world, repository, comment.author),
    body: comment.body,
    performed_via_github_app: null,
  }
}
