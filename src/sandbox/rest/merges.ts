import { notFound } from '../errors.js'
import { readCommit } from '../git/history.js'
import { pullOf } from '../rules/access/access.js'
import { mergeBranches, updatePullBranch } from '../rules/pulls/merges.js'
import { numberIn, requestIn, text, type Operations } from './operation.js'
import { commitView } from './views/commit.js'
import { repositoryUrl } from './views/repository.js'

export const merges: Operations = {
  'repos/merge': async (call) => {
    const { world, body } = call
    const request = requestIn(call)
    const { repository } = request
    const sha = await mergeBranches(request, {
      base: text(body, 'base') ?? '',
      head: text(body, 'head') ?? '',
      message: text(body, 'commit_message'),
    })
    if (sha === null) return { status: 204 }
    const commit = await readCommit(world.git(repository), sha)
    if (!commit) throw notFound()
    return { status: 201, body: commitView(world, repository, commit) }
  },

  'pulls/update-branch': async (call) => {
    const { world, body } = call
    const request = requestIn(call)
    const { repository } = request
    const { number } = pullOf(world, repository, numberIn(call, 'pull_number'))
    await updatePullBranch(request, number, text(body, 'expected_head_sha'))
    const url = `${repositoryUrl(world, repository)}/pulls/${number}`
    return { status: 202, body: { message: 'Updating pull request branch.', url } }
  },
}
