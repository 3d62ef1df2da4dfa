import { GitHubError } from '../errors.js'
import { issueOf, pullOf, type PullRequest } from '../rules/access/access.js'
import { addComment } from '../rules/pulls/comments.js'
import { addLabels, removeLabel } from '../rules/pulls/labels.js'
import { closePull, mergePull, reopenPull, type MergeMethod } from '../rules/pulls/pulls.js'
import type { Repository } from '../state/rows.js'
import {
  requireRole,
  userRequest,
  numberIn,
  pathOf,
  repositoryIn,
  type PageHandler,
  type Visit,
} from './visit.js'

function pullIn(visit: Visit): {
  readonly repository: Repository
  readonly issue: PullRequest
  readonly back: { readonly to: string }
} {
  const repository = repositoryIn(visit)
  const issue = pullOf(visit.world, repository, numberIn(visit, 'number'))
  return { repository, issue, back: { to: `${pathOf(repository)}/pull/${issue.number}` } }
}

/** The forms of a pull request's page. Each has the effect and the rules of the corresponding API request. */
export const changeLabels: PageHandler = (visit) => {
  const { repository, issue, back } = pullIn(visit)
  const request = requireRole(visit, repository, 'triage')
  const [add, remove] = [visit.form.get('add'), visit.form.get('remove')]
  if (add !== null) addLabels(request, issue, [add], { create: false })
  if (remove !== null) removeLabel(request, issue, remove)
  return back
}

const methods: readonly MergeMethod[] = ['merge', 'squash', 'rebase']

export const merge: PageHandler = async (visit) => {
  const { repository, issue, back } = pullIn(visit)
  const method = methods.find((candidate) => candidate === visit.form.get('method'))
  if (!method) throw new GitHubError(422, 'Missing merge method; choose merge, squash or rebase')
  const sha = visit.form.get('sha') ?? undefined
  await mergePull(requireRole(visit, repository, 'write'), issue.number, { method, sha })
  return back
}

export const close: PageHandler = (visit) => {
  const { repository, issue, back } = pullIn(visit)
  closePull(userRequest(visit, repository), issue.number)
  return back
}

export const reopen: PageHandler = async (visit) => {
  const { repository, issue, back } = pullIn(visit)
  await reopenPull(userRequest(visit, repository), issue.number)
  return back
}

export const comment: PageHandler = (visit) => {
  const repository = repositoryIn(visit)
  const issue = issueOf(visit.world, repository, numberIn(visit, 'number'))
  addComment(userRequest(visit, repository), issue, visit.form.get('body') ?? '')
  return { to: `${pathOf(repository)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}` }
}
