import { commitView } from '../../rest/views/commit.js'
import { deploymentStatusView, deploymentView } from '../../rest/views/deployments.js'
import { commentView, issueView, labelView } from '../../rest/views/issue.js'
import { pullView } from '../../rest/views/pull.js'
import { releaseView } from '../../rest/views/release.js'
import { repositoryView } from '../../rest/views/repository.js'
import { runView } from '../../rest/views/runs.js'
import { loginView } from '../../rest/views/user.js'
import { readCommit } from '../../git/history.js'
import type { Actor } from '../../request.js'
import { isPull, repositoryById, userOf, type PullRequest } from '../../rules/access/access.js'
import type { HookEvent, Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { actionsBotOf } from '../../rules/access/actions-bot.js'

/** The webhook payload of an event (docs: "Webhook events and payloads"), with the current state of its objects. */
export async function payloadOf(world: World, event: HookEvent): Promise<Readonly<Record<string, unknown>>> {
  const repository = repositoryById(world, event.repository)
  const actor: Actor = {
    user: userOf(world, event.actor),
    token: { ...actionsBotOf(world).token, permissions: null, kind: 'classic' },
  }
  const { payload } = event
  return {
    ...(event.action !== null && { action: event.action }),
    ...detailsOf(world, actor, repository, event),
    ...(event.name === 'push' && (await pushOf(world, repository, payload))),
    ...(event.name === 'workflow_dispatch' && {
      inputs: payload['inputs'],
      ref: payload['ref'],
      workflow: payload['workflow'],
    }),
    ...(event.name === 'create' || event.name === 'delete'
      ? { ref: payload['ref'], ref_type: payload['ref_type'], master_branch: repository.defaultBranch }
      : {}),
    ...(event.name === 'merge_group' && { merge_group: payload['merge_group'] }),
    ...(event.name === 'schedule' && { workflow: payload['path'] }),
    repository: repositoryView({ world, actor, repository }),
    organization: loginView(world, repository.owner),
    sender: loginView(world, event.actor),
  }
}

type Payload = HookEvent['payload']

function detailsOf(world: World, actor: Actor, repository: Repository, { name, payload }: HookEvent): object {
  const { store } = world
  const number = payload['number']
  const issue = typeof number === 'number' ? store.get('issues', `${repository.id}/${number}`) : null
  const label = store.by(
    'labels',
    'name',
    `${repository.id}/${String(payload['label'] ?? '').toLowerCase()}`,
  )[0]
  const release = rowOf(payload['release'], (id) => store.get('releases', id))
  const deployment = rowOf(payload['deployment'], (id) => store.get('deployments', id))
  const status = rowOf(payload['deployment_status'], (id) => store.get('deploymentStatuses', id))
  const run = rowOf(payload['run'], (id) => store.get('runs', id))
  const comment = rowOf(payload['comment'], (id) => store.get('comments', id))
  return {
    ...(issue && { number }),
    ...(issue && isPull(issue) && { pull_request: eventPullView(world, actor, issue) }),
    ...(issue && { issue: issueView(world, actor, issue) }),
    ...(label && { label: labelView(world, repository, label) }),
    ...(payload['before'] !== undefined && { before: payload['before'], after: payload['after'] }),
    ...(release && { release: releaseView(world, release) }),
    ...(deployment && { deployment: deploymentView(world, repository, deployment) }),
    ...(status && { deployment_status: deploymentStatusView(world, repository, status) }),
    ...(run &&
      name === 'workflow_run' && {
        workflow_run: runView({ world, actor, repository }, run, new URLSearchParams()),
      }),
    ...(issue && comment && { comment: commentView(world, issue, comment) }),
  }
}

/** The pull request without counts and without checking its mergeability, so that reading an event changes nothing. */
const eventPullView = (world: World, actor: Actor, issue: PullRequest): object => ({
  ...pullView(world, actor, issue),
  merged: issue.pull.mergedAt !== null,
  merged_by: issue.pull.mergedBy === null ? null : loginView(world, issue.pull.mergedBy),
})

const rowOf = <Row>(id: unknown, find: (id: number) => Row | null): Row | null =>
  typeof id === 'number' ? find(id) : null

async function pushOf(world: World, repository: Repository, payload: Payload): Promise<object> {
  const { ref, before, after, created, deleted, forced } = payload
  const head = deleted === true ? null : await readCommit(world.git(repository), String(after))
  const view = head && commitView(world, repository, head)
  const commit = head && {
    id: head.sha,
    tree_id: head.tree,
    message: head.message,
    timestamp: head.committer.date,
    url: view?.html_url,
    author: { name: head.author.name, email: head.author.email },
    committer: { name: head.committer.name, email: head.committer.email },
  }
  return {
    ref,
    before,
    after,
    created,
    deleted,
    forced,
    base_ref: null,
    head_commit: commit,
    commits: commit ? [commit] : [],
  }
}
