import { mustRead, roleOf } from '../permissions.js'
import { atLeast } from '../roles.js'
import { isPull, issueOf, permissionsOf } from '../rules/access/access.js'
import { addComment, updateComment } from '../rules/pulls/comments.js'
import { createIssue, updateIssue } from '../rules/pulls/issues.js'
import { findLabel, setLabels } from '../rules/pulls/labels.js'
import { closePull, reopenPull, updatePull } from '../rules/pulls/pulls.js'
import type { Issue } from '../state/rows.js'
import { namesIn } from './labels.js'
import { list, numberIn, requestIn, text, textOrNull, type Call, type Operations } from './operation.js'
import { sortedIssues } from './sort.js'
import { commentView, issueView } from './views/issue.js'

export const issues: Operations = {
  'issues/list-for-repo': (call) => {
    const { world, actor, query } = call
    const request = requestIn(call)
    const { repository } = request
    mustRead(request, 'issues', 'pull_requests')
    const names = (query.get('labels') ?? '').split(',').filter(Boolean)
    const wanted = names.map((name) => findLabel(world, repository, name.trim())?.id ?? -1)
    const state = query.get('state') ?? 'open'
    const creator = query.get('creator')?.toLowerCase()
    const since = query.get('since')
    const rows = world.store
      .by('issues', 'repository', repository.id)
      .filter(
        (issue) =>
          (state === 'all' || issue.state === state) &&
          wanted.every((id) => issue.labels.includes(id)) &&
          (creator === undefined || issue.author.toLowerCase() === creator) &&
          (since === null || issue.updatedAt >= since),
      )
    return list(sortedIssues(rows, query), (issue) => issueView(world, actor, issue))
  },

  'issues/get': (call) => {
    const issue = readable(call)
    return { body: issueView(call.world, call.actor, issue) }
  },

  'issues/create': (call) => {
    const { world, actor, body } = call
    const request = requestIn(call)
    const title = body['title'] === undefined ? undefined : String(body['title'])
    const created = createIssue(request, { title, body: textOrNull(body, 'body') })
    // Without triage access labels are ignored silently (documentation of `labels`).
    const labelled = atLeast(roleOf(request), 'triage') ? setLabels(request, created, namesIn(body)) : created
    return { status: 201, body: issueView(world, actor, labelled) }
  },

  'issues/update': async (call) => {
    const { world, actor, body } = call
    const request = requestIn(call)
    const { repository } = request
    const before = issueOf(world, repository, numberIn(call, 'issue_number'))
    const title = body['title'] == null ? undefined : String(body['title'])
    const options = { title, body: textOrNull(body, 'body') }
    const state = text(body, 'state') as 'open' | 'closed' | undefined
    if (isPull(before)) {
      await updatePull(request, before.number, options)
      if (state === 'closed') closePull(request, before.number)
      if (state === 'open') await reopenPull(request, before.number)
    } else
      updateIssue(request, before.number, {
        ...options,
        state,
        stateReason: textOrNull(body, 'state_reason'),
      })
    if (body['labels'] !== undefined)
      setLabels(request, issueOf(world, repository, before.number), namesIn(body))
    return { body: issueView(world, actor, issueOf(world, repository, before.number)) }
  },

  'issues/list-comments': (call) => {
    const { world } = call
    const issue = readable(call)
    const since = call.query.get('since')
    const rows = world.store
      .by('comments', 'issue', `${issue.repository}/${issue.number}`)
      .filter(({ updatedAt }) => since === null || updatedAt >= since)
    return list(rows, (comment) => commentView(world, issue, comment))
  },

  'issues/create-comment': (call) => {
    const { world, body } = call
    const request = requestIn(call)
    const issue = issueOf(world, request.repository, numberIn(call, 'issue_number'))
    return {
      status: 201,
      body: commentView(world, issue, addComment(request, issue, text(body, 'body') ?? '')),
    }
  },

  'issues/update-comment': (call) => {
    const { world, body } = call
    const request = requestIn(call)
    const { repository } = request
    const id = numberIn(call, 'comment_id')
    const comment = updateComment(request, id, text(body, 'body') ?? '')
    return { body: commentView(world, issueOf(world, repository, comment.number), comment) }
  },
}

function readable(call: Call): Issue {
  const request = requestIn(call)
  const { repository } = request
  const issue = issueOf(call.world, repository, numberIn(call, 'issue_number'))
  mustRead(request, ...permissionsOf(issue))
  return issue
}
