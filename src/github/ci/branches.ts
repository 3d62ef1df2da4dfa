import type { Octokit } from '@octokit/rest'
import { RelError } from '../../errors.js'
import { ownerAndRepo } from '../client/address.js'

/** The command with which a person with write access creates the branch. */
function creationHint(branch: string): string {
  const command = branch.startsWith('hotfix/')
    ? '`rel hotfix start`'
    : branch.startsWith('reintegrate/')
      ? '`rel hotfix reintegrate`'
      : '`rel release publish` again, or `rel hotfix start`'
  return `Ask someone with write access to run ${command}, which creates it.`
}

export const branches = (octokit: Octokit) => ({
  /** REST `git/get-ref`: the commit of a branch; null if it does not exist. */
  async at(repository: string, branch: string): Promise<string | null> {
    try {
      const { data } = await octokit.rest.git.getRef({ ...ownerAndRepo(repository), ref: `heads/${branch}` })
      return data.object.sha
    } catch (error) {
      if (error instanceof RelError && error.code === 'not-found') return null
      throw error
    }
  },

  /**
   * REST `git/create-ref`. GitHub refuses it to a workflow if its workflow files differ from the default branch's (403), and if a
   * ruleset protects the name (422, GH013). An existing branch is no error.
   */
  async create(
    repository: string,
    { branch, commit }: { readonly branch: string; readonly commit: string },
  ): Promise<void> {
    try {
      await octokit.rest.git.createRef({
        ...ownerAndRepo(repository),
        ref: `refs/heads/${branch}`,
        sha: commit,
      })
    } catch (error) {
      if ((await this.at(repository, branch)) !== null) return
      if (!(error instanceof RelError) || error.code === 'network' || error.code === 'rate-limit') throw error
      throw new RelError(
        error.code === 'not-found' ? 'permission' : error.code,
        `GitHub refused the branch ${branch}: ${error.message}`,
        {
          hint: creationHint(branch),
          cause: error,
        },
      )
    }
  },
})
