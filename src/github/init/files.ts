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
   * REST `git/create-tree`, `git/create-commit`, then `git/create-ref` or `git/update-ref`: only the last one is visible. A branch
   * that was moved in the meantime is a conflict; nothing is forced.
   */
  async commit(repository: string, { branch, isNew, parents, tree, message, files }: Commit): Promise<void> {
    const address = ownerAndRepo(repository)
    const blob = { mode: '100644', type: 'blob' } as const
    const entries = files.map(({ path, text }) =>
      text === null ? { path, sha: null, ...blob } : { path, content: text, ...blob },
    )
    try {
      const created = await octokit.rest.git.createTree({ ...address, base_tree: tree, tree: entries })
      const { data } = await octokit.rest.git.createCommit({
        ...address,
        message,
        tree: created.data.sha,
        parents: [...parents],
      })
      if (isNew) await octokit.rest.git.createRef({ ...address, ref: `refs/heads/${branch}`, sha: data.sha })
      else
        await octokit.rest.git.updateRef({ ...address, ref: `heads/${branch}`, sha: data.sha, force: false })
    } catch (error) {
      throw explained(error, repository, branch)
    }
  },
})

/** The repository was just read, so 403 and 404 both mean a missing permission, most likely for workflow files. */
function explained(error: unknown, repository: string, branch: string): unknown {
  if (!(error instanceof RelError)) return error
  if (error.code === 'permission' || error.code === 'not-found')
    return new RelError('permission', `This token cannot write workflow files to ${repository}.`, {
      hint: 'Run `gh auth refresh --scopes workflow`, or use a fine-grained token with the permissions contents and workflows. Or run `rel init --local` and push with git.',
      cause: error.cause,
    })
  if (/Reference already exists|not a fast forward/i.test(error.message))
    return new RelError('conflict', `The branch ${branch} was changed by somebody else in the meantime.`, {
      hint: 'Run the same command again.',
      cause: error.cause,
    })
  return error
}
