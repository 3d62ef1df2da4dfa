import type { Octokit } from '@octokit/rest'
import { RelError } from '../../errors.js'
import { ownerAndRepo } from '../client/address.js'

interface Commit {
  readonly branch: string
  readonly isNew: boolean
  readonly parents: readonly string[]
  readonly tree: string
  readonly message: string
  readonly files: readonly { readonly path: string; readonly text: string | null }[]
}

export const files = (octokit: Octokit) => ({
  /**
   * REST `git/create-tree`, `git/create-commit`, then `git/create-ref` or `git/update-ref`: nothing is seen of it before the last
   * one. A branch that moved meanwhile is a conflict: nothing is forced.
   */
  async commit(repository: string, { branch, isNew, parents, tree, message, files }: Commit): Promise<void> {
    const place = ownerAndRepo(repository)
    const blob = { mode: '100644', type: 'blob' } as const
    const entries = files.map(({ path, text }) =>
      text === null ? { path, sha: null, ...blob } : { path, content: text, ...blob },
    )
    try {
      const made = await octokit.rest.git.createTree({ ...place, base_tree: tree, tree: entries })
      const { data } = await octokit.rest.git.createCommit({
        ...place,
        message,
        tree: made.data.sha,
        parents: [...parents],
      })
      if (isNew) await octokit.rest.git.createRef({ ...place, ref: `refs/heads/${branch}`, sha: data.sha })
      else await octokit.rest.git.updateRef({ ...place, ref: `heads/${branch}`, sha: data.sha, force: false })
    } catch (error) {
      throw explained(error, repository, branch)
    }
  },
})

/** The repository was just read: 403 and 404 both say that the token may not, most likely not touch workflow files. */
function explained(error: unknown, repository: string, branch: string): unknown {
  if (!(error instanceof RelError)) return error
  if (error.code === 'permission' || error.code === 'not-found')
    return new RelError('permission', `This token may not write workflow files to ${repository}.`, {
      hint: 'It needs contents and workflows: `gh auth refresh --scopes workflow`, or a fine-grained token with both. Or run `rel init --local` and push with git.',
      cause: error.cause,
    })
  if (/Reference already exists|not a fast forward/i.test(error.message))
    return new RelError('conflict', `${branch} was moved by somebody else meanwhile.`, {
      hint: 'Run the same command again: it goes on from there.',
      cause: error.cause,
    })
  return error
}
