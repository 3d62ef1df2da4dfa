import { branchHead, countCommits, mergeBase } from '../../git/refs.js'
import { changedFiles } from '../../git/history.js'
import { nodeId } from '../../node-id.js'
import type { Actor } from '../../request.js'
import { repositoryById, type PullRequest } from '../../rules/access/access.js'
import { mergeStateOf } from '../../rules/pulls/merge-state.js'
import { mergeability } from '../../rules/pulls/pulls.js'
import type { World } from '../../world.js'
import { association, labelViews } from './issue.js'
import { repositoryPage, repositoryUrl, repositoryView } from './repository.js'
import { loginView } from './user.js'

/** pull-request-simple */
export function pullView(world: World, actor: Actor, issue: PullRequest) {
  const { pull } = issue
  const repository = repositoryById(world, issue.repository)
  const api = repositoryUrl(world, repository)
  const url = `${api}/pulls/${issue.number}`
  const issueUrl = `${api}/issues/${issue.number}`
  const page = `${repositoryPage(world, repository)}/pull/${issue.number}`
  const reviewers = pull.requestedReviewers.map((login) => loginView(world, login))
  const urls = {
    comments_url: `${issueUrl}/comments`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    commits_url: `${url}/commits`,
    statuses_url: `${api}/statuses/${pull.headSha}`,
  }
  return {
    url,
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issueUrl,
    ...urls,
    number: issue.number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: loginView(world, issue.author),
    body: issue.body,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    assignee: issue.assignees[0] === undefined ? null : loginView(world, issue.assignees[0]),
    assignees: issue.assignees.map((login) => loginView(world, login)),
    requested_reviewers: reviewers,
    requested_teams: [],
    labels: labelViews(world, repository, issue),
    milestone: null,
    draft: pull.draft,
    head: sideView(world, actor, { repository: pull.headRepository, ref: pull.head, sha: pull.headSha }),
    base: sideView(world, actor, { repository: issue.repository, ref: pull.base, sha: pull.baseSha }),
    _links: {
      self: { href: url },
      html: { href: page },
      issue: { href: issueUrl },
      comments: { href: urls.comments_url },
      review_comments: { href: urls.review_comments_url },
      review_comment: { href: urls.review_comment_url },
      commits: { href: urls.commits_url },
      statuses: { href: urls.statuses_url },
    },
    author_association: association(world, repository, issue.author),
    auto_merge: null,
    active_lock_reason: null,
  }
}

interface Side {
  readonly repository: number
  readonly ref: string
  readonly sha: string
}

function sideView(world: World, actor: Actor, { repository: id, ref, sha }: Side) {
  const repository = repositoryById(world, id)
  return {
    label: `${repository.owner}:${ref}`,
    ref,
    sha,
    user: loginView(world, repository.owner),
    repo: repositoryView({ world, actor, repository }),
  }
}

/** pull-request: with the fields that only a single pull request has. */
export async function fullPullView(world: World, actor: Actor, issue: PullRequest) {
  const { pull } = issue
  const git = world.git(repositoryById(world, issue.repository))
  const clean = await mergeability(world, issue)
  const from = (await mergeBase(git, pull.baseSha, pull.headSha)) ?? pull.baseSha
  const files = await changedFiles(git, from, pull.headSha)
  return {
    ...pullView(world, actor, issue),
    merged: pull.mergedAt !== null,
    mergeable: clean,
    rebaseable: clean,
    mergeable_state: await mergeStateOf(world, issue, { clean, base: await branchHead(git, pull.base) }),
    merged_by: pull.mergedBy === null ? null : loginView(world, pull.mergedBy),
    comments: world.store.by('comments', 'issue', `${issue.repository}/${issue.number}`).length,
    review_comments: 0,
    maintainer_can_modify: pull.maintainerCanModify,
    commits: await countCommits(git, from, pull.headSha),
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  }
}
