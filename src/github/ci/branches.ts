import type { Octokit } from '@octokit/rest'
import { RelError } from '../../errors.js'
import { ownerAndRepo } from '../client/address.js'

/** Who makes the branch when a workflow may not, or somebody without the right to; lines are made by two commands. */
function byHand(branch: string): string {
  const command = branch.startsWith('hotfix/')
    ? '`rel hotfix start`'
    : branch.startsWith('reintegrate/')
      ? '`rel hotfix reintegrate`'
      : '`rel release publish`, run again, or with `rel hotfix start`'
  return `Somebody with write access makes it: with ${command}.`
}

export const branches = (octokit: Octokit) => ({
  /** REST `git/get-ref`: the commit of a branch; null where there is none. */
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
   * REST `git/create-ref`. GitHub refuses it to a workflow where its files differ from the default branch's (403), and where a
   * ruleset guards the name (422, GH013). A branch that is there by now is what was wanted.
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
          hint: byHand(branch),
          cause: error,
        },
      )
    }
  },
})
