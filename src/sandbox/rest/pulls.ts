import { mustRead, mustTriage } from '../permissions.js'
import { GitHubError } from '../errors.js'
import { changedFiles, log, patchesOf } from '../git/history.js'
import { mergeBase, resolveCommit } from '../git/refs.js'
import type { Request } from '../request.js'
import { isPull, pullOf, type PullRequest } from '../rules/access/access.js'
import { pullsOfCommit } from '../rules/pulls/associated-pulls.js'
import {
  closePull,
  createPull,
  mergePull,
  reopenPull,
  updatePull,
  type MergeMethod,
} from '../rules/pulls/pulls.js'
import { requestReviewers, withdrawReviewers } from '../rules/deployments/reviewers.js'
import {
  flag,
  list,
  numberIn,
  repositoryIn,
  requestIn,
  text,
  textOrNull,
  type Body,
  type Call,
  type Operations,
} from './operation.js'
import { sortedIssues } from './sort.js'
import { commitView, fileView } from './views/commit.js'
import { fullPullView, pullView } from './views/pull.js'
import { loginView } from './views/user.js'

export const pulls: Operations = {
  'pulls/list': (call) => {
    const { world, actor, query } = call
    const request = requestIn(call)
    const { repository } = request
    mustRead(request, 'pull_requests')
    const [state, base, head] = [query.get('state') ?? 'open', query.get('base'), query.get('head')]
    const rows = world.store
      .by('issues', 'repository', repository.id)
      .filter(isPull)
      .filter((issue) => state === 'all' || issue.state === state)
      .filter(({ pull }) => base === null || base === '' || pull.base === base)
      .filter(
        (issue) =>
          head === null || !head.includes(':') || headOf(call, issue) === head.replace(/^[^:]*/, lower),
      )
    return list(sortedIssues(rows, query), (issue) => pullView(world, actor, issue))
  },

  'pulls/get': async (call) => ({ body: await fullPullView(call.world, call.actor, readable(call)) }),

  'pulls/create': async (call) => {
    const { world, actor, body } = call
    const options = { ...optionsIn(body), head: text(body, 'head'), draft: flag(body, 'draft') }
    const issue = await createPull(requestIn(call), options)
    return { status: 201, body: await fullPullView(world, actor, issue) }
  },

  'pulls/update': async (call) => {
    const { world, actor, body } = call
    const request = requestIn(call)
    const { repository } = request
    const number = numberIn(call, 'pull_number')
    await updatePull(request, number, optionsIn(body))
    if (body['state'] === 'closed') closePull(request, number)
    if (body['state'] === 'open') await reopenPull(request, number)
    return { body: await fullPullView(world, actor, pullOf(world, repository, number)) }
  },

  'pulls/merge': async (call) => {
    const { body } = call
    const { sha } = await mergePull(requestIn(call), numberIn(call, 'pull_number'), {
      method: text(body, 'merge_method') as MergeMethod | undefined,
      sha: text(body, 'sha'),
      title: text(body, 'commit_title'),
      message: text(body, 'commit_message'),
    })
    return { body: { sha, merged: true, message: 'Pull Request successfully merged' } }
  },

  'pulls/list-commits': async (call) => {
    const { world } = call
    const { repository, git, from, pull } = await rangeIn(call)
    const commits = await log(git, ['--reverse', `${from}..${pull.headSha}`])
    return list(commits, (commit) => commitView(world, repository, commit))
  },

  'pulls/list-files': async (call) => {
    const { repository, git, from, pull } = await rangeIn(call)
    const range = [git, from, pull.headSha] as const
    const [files, patches] = await Promise.all([changedFiles(...range), patchesOf(...range)])
    const views = files.map((file, index) =>
      fileView(call.world, repository, pull.headSha, { ...file, patch: patches[index] }),
    )
    return list(views, (view) => view)
  },

  'pulls/list-requested-reviewers': (call) => {
    const { pull } = readable(call)
    return {
      body: { users: pull.requestedReviewers.map((login) => loginView(call.world, login)), teams: [] },
    }
  },

  'pulls/request-reviewers': (call) => {
    const { request, issue } = writable(call)
    const after = requestReviewers(request, issue, loginsIn(call.body))
    return { status: 201, body: pullView(call.world, call.actor, after) }
  },

  'pulls/remove-requested-reviewers': (call) => {
    const { request, issue } = writable(call)
    return {
      body: pullView(call.world, call.actor, withdrawReviewers(request, issue, loginsIn(call.body))),
    }
  },

  'repos/list-pull-requests-associated-with-commit': async (call) => {
    const { world, actor } = call
    const request = requestIn(call)
    const { repository } = request
    mustRead(request, 'pull_requests')
    const git = world.git(repository)
    const sha = await resolveCommit(git, call.path['commit_sha'] ?? '')
    if (sha === null) throw new GitHubError(422, `No commit found for SHA: ${call.path['commit_sha'] ?? ''}`)
    const found = await pullsOfCommit(world, repository, sha)
    return list(found, (issue) => pullView(world, actor, issue))
  },
}

const lower = (owner: string): string => owner.toLowerCase()

function headOf({ world }: Call, { pull }: PullRequest): string {
  const owner = world.store.get('repositories', pull.headRepository)?.owner ?? ''
  return `${owner.toLowerCase()}:${pull.head}`
}

const optionsIn = (body: Body) => ({
  title: text(body, 'title'),
  body: textOrNull(body, 'body'),
  base: text(body, 'base'),
  maintainerCanModify: flag(body, 'maintainer_can_modify'),
})
const loginsIn = (body: Body): readonly string[] => (body['reviewers'] ?? []) as readonly string[]

function readable(call: Call): PullRequest {
  const request = requestIn(call)
  const { repository } = request
  const issue = pullOf(call.world, repository, numberIn(call, 'pull_number'))
  mustRead(request, 'pull_requests', 'contents')
  return issue
}

function writable(call: Call): { readonly request: Request; readonly issue: PullRequest } {
  const request = requestIn(call)
  const issue = pullOf(call.world, request.repository, numberIn(call, 'pull_number'))
  mustTriage(request, 'pull_requests')
  return { request, issue }
}

/** The commits of the pull request: from the merge base to the head. */
async function rangeIn(call: Call) {
  const { pull } = readable(call)
  const repository = repositoryIn(call)
  const git = call.world.git(repository)
  return { repository, git, pull, from: (await mergeBase(git, pull.baseSha, pull.headSha)) ?? pull.baseSha }
}
