import type { Octokit } from '@octokit/rest'
import { RelError } from '../errors.js'
import { at } from './repository.js'

export const branches = (octokit: Octokit) => ({
  /** REST `git/create-ref`, at a commit that GitHub has. A branch that was made meanwhile is as good: it is never moved. */
  async create(repository: string, branch: string, commit: string): Promise<void> {
    try {
      await octokit.rest.git.createRef({ ...at(repository), ref: `refs/heads/${branch}`, sha: commit })
    } catch (error) {
      if (/reference already exists/i.test((error as Error).message)) return
      throw explained(error, branch)
    }
  },
})

/** GitHub says 403 or 404 where the token may not write, and GH013 where a rule of the repository forbids it. */
function explained(error: unknown, branch: string): unknown {
  if (!(error instanceof RelError)) return error
  const hint =
    error.code === 'permission' || error.code === 'not-found'
      ? 'Let somebody with write access run the same command.'
      : error.hint
  return new RelError(
    error.code === 'not-found' ? 'permission' : error.code,
    `The branch ${branch} was not made: ${error.message}`,
    { hint, cause: error.cause },
  )
}
