import type { Octokit } from '@octokit/rest'
import { RelError } from '../../errors.js'
import { ownerAndRepo } from '../client/address.js'

interface Wish {
  readonly tag: string
  readonly commit: string
}

/**
 * A version belongs to whoever makes its tag first (L2): GitHub makes a ref once, but lets a release have any tag that is there,
 * whatever its target says.
 */
export async function createTag(octokit: Octokit, repository: string, wish: Wish): Promise<void> {
  const { tag, commit } = wish
  try {
    await octokit.rest.git.createRef({ ...ownerAndRepo(repository), ref: `refs/tags/${tag}`, sha: commit })
  } catch (error) {
    const { data } = await octokit.rest.repos
      .getCommit({ ...ownerAndRepo(repository), ref: `tags/${tag}` })
      .catch(() => {
        throw notReleased(error, wish)
      })
    if (data.sha !== commit) throw versionTaken(tag)
  }
}

export const versionTaken = (tag: string): RelError =>
  new RelError('refused', `${tag} was taken meanwhile, by another commit.`, {
    hint: 'Run the failed jobs again: they take the next version, unless the commit is part of that one.',
  })

export const notReleased = (error: unknown, { tag, commit }: Wish): RelError => {
  const cause = RelError.from(error)
  if (cause.code === 'network' || cause.code === 'rate-limit') return cause
  return new RelError(
    cause.code === 'not-found' ? 'permission' : cause.code,
    `GitHub refused the release ${tag}: ${cause.message}`,
    {
      hint: `Somebody with write access makes it, \`gh release create ${tag} --target ${commit} --prerelease\`, and runs the failed jobs again.`,
      cause,
    },
  )
}
