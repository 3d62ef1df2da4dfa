import { GitHubError, validationFailed, type ErrorDetail } from '../../errors.js'
import { branchHead, findRef, objectType, isRefName, resolveCommit } from '../../git/refs.js'
import { readCommit } from '../../git/history.js'
import type { Request } from '../../request.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { createRef } from '../git/branches.js'

const releaseError = (detail: Readonly<Record<string, string>>): ErrorDetail => ({
  resource: 'Release',
  ...detail,
})
const invalidTarget = releaseError({ code: 'invalid', field: 'target_commitish' })
const invalidTag = releaseError({ code: 'custom', message: 'Published releases must have a valid tag' })
const tagError = (problem: string): ErrorDetail =>
  releaseError({ code: 'custom', field: 'tag_name', message: `tag_name ${problem}` })

/** The commit of a target: a branch (also by its full name) or a full SHA, neither a tag nor HEAD. */
export async function targetCommit(
  world: World,
  repository: Repository,
  target: string,
): Promise<string | null> {
  const git = world.git(repository)
  if ((await objectType(git, target)) === 'commit') return target
  return branchHead(git, target.replace(/^refs\/heads\//, ''))
}

/** The tag of a draft may be missing, but then its target must exist. */
export async function mustHaveTarget(
  world: World,
  repository: Repository,
  tag: string,
  target: string,
): Promise<void> {
  if (!isRefName(`refs/tags/${tag}`)) throw validationFailed([tagError('is not well-formed')])
  if (await findRef(world.git(repository), `refs/tags/${tag}`)) return
  if ((await targetCommit(world, repository, target)) === null) throw validationFailed([invalidTarget])
}

/** Creates the tag at the target; an existing tag is kept and the target ignored. Returns the commit's date. */
export async function tagForRelease(request: Request, tag: string, target: string): Promise<string> {
  const { world, repository } = request
  const git = world.git(repository)
  const name = `refs/tags/${tag}`
  if (!isRefName(name)) throw validationFailed([tagError('is not well-formed'), invalidTag])
  if (!(await findRef(git, name))) {
    const sha = await targetCommit(world, repository, target)
    if (world.store.get('spentTags', `${repository.id}/${tag}`)) throw tagSpent()
    if (sha === null) throw validationFailed([tagError('is not a valid tag'), invalidTag, invalidTarget])
    await createTag(request, name, sha)
  }
  const commit = await resolveCommit(git, name)
  const read = commit === null ? null : await readCommit(git, commit)
  if (!read) throw validationFailed([tagError('is not a valid tag'), invalidTag])
  return read.committer.date
}

/** A refused ref refuses the release too; GitHub reports the violation as a `pre_receive` error. */
async function createTag(request: Request, name: string, sha: string): Promise<void> {
  const { world, repository } = request
  try {
    await createRef(request, name, sha)
  } catch (error) {
    if (await findRef(world.git(repository), name)) return // created by a concurrent request
    if (!(error instanceof GitHubError) || error.status !== 422) throw error
    const message = `pre_receive ${error.message}`
    throw validationFailed([releaseError({ code: 'custom', field: 'pre_receive', message }), invalidTag])
  }
}

export const alreadyReleased = (): GitHubError =>
  validationFailed([releaseError({ code: 'already_exists', field: 'tag_name' })])
export const tagSpent = (): GitHubError =>
  validationFailed([tagError('was used by an immutable release'), invalidTag])
