import type { Octokit } from '@octokit/rest'
import { RelError } from '../../errors.js'
import { ownerAndRepo } from '../client/address.js'

interface NewTag {
  readonly tag: string
  readonly commit: string
}

/**
 * Creates the tag before the release, so that only one run can take a version (L2): GitHub creates a ref only once, but accepts a
 * release for any existing tag.
 */
export async function createTag(octokit: Octokit, repository: string, newTag: NewTag): Promise<void> {
  const { tag, commit } = newTag
  try {
    await octokit.rest.git.createRef({ ...ownerAndRepo(repository), ref: `refs/tags/${tag}`, sha: commit })
  } catch (error) {
    const { data } = await octokit.rest.repos
      .getCommit({ ...ownerAndRepo(repository), ref: `tags/${tag}` })
      .catch(() => {
        throw releaseRefused(error, newTag)
      })
    if (data.sha !== commit) throw tagTaken(tag)
  }
}

export const tagTaken = (tag: string): RelError =>
  new RelError('refused', `The tag ${tag} was created meanwhile, at another commit.`, {
    hint: 'Re-run the failed jobs; they use the next version, unless this one contains the commit.',
  })

export const releaseRefused = (error: unknown, { tag, commit }: NewTag): RelError => {
  const cause = RelError.from(error)
  if (cause.code === 'network' || cause.code === 'rate-limit') return cause
  return new RelError(
    cause.code === 'not-found' ? 'permission' : cause.code,
    `GitHub refused to create the release ${tag}: ${cause.message}`,
    {
      hint: `Ask somebody with write access to run \`gh release create ${tag} --target ${commit} --prerelease\` and to re-run the failed jobs.`,
      cause,
    },
  )
}
