import { GitHubError, validationFailed, type ErrorDetail } from '../../errors.js'
import { branchHead, findRef, objectType, refName, resolveCommit } from '../../git/refs.js'
import { readCommit } from '../../git/history.js'
import type { Request } from '../../request.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { createRef } from '../git/branches.js'

const release = (detail: Readonly<Record<string, string>>): ErrorDetail => ({
  resource: 'Release',
  ...detail,
})
const invalidTarget = release({ code: 'invalid', field: 'target_commitish' })
const unnamed = release({ code: 'custom', message: 'Published releases must have a valid tag' })
const onTag = (words: string): ErrorDetail =>
  release({ code: 'custom', field: 'tag_name', message: `tag_name ${words}` })

/** A branch (also by its full name) or a whole sha of a commit; neither a tag nor HEAD. */
export async function targetCommit(
  world: World,
  repository: Repository,
  target: string,
): Promise<string | null> {
  const git = world.git(repository)
  if ((await objectType(git, target)) === 'commit') return target
  return branchHead(git, target.replace(/^refs\/heads\//, ''))
}

/** A draft may wait for its tag, but not for a place to put it. */
export async function mustHaveTarget(
  world: World,
  repository: Repository,
  tag: string,
  target: string,
): Promise<void> {
  if (!refName(`refs/tags/${tag}`)) throw validationFailed([onTag('is not well-formed')])
  if (await findRef(world.git(repository), `refs/tags/${tag}`)) return
  if ((await targetCommit(world, repository, target)) === null) throw validationFailed([invalidTarget])
}

/** Makes the tag where the release wants it, unless it is there: then the target is ignored. Returns its commit's date. */
export async function tagForRelease(request: Request, tag: string, target: string): Promise<string> {
  const { world, repository } = request
  const git = world.git(repository)
  const name = `refs/tags/${tag}`
  if (!refName(name)) throw validationFailed([onTag('is not well-formed'), unnamed])
  if (!(await findRef(git, name))) {
    const sha = await targetCommit(world, repository, target)
    if (world.store.get('spentTags', `${repository.id}/${tag}`)) throw spent()
    if (sha === null) throw validationFailed([onTag('is not a valid tag'), unnamed, invalidTarget])
    await makeTag(request, name, sha)
  }
  const commit = await resolveCommit(git, name)
  const read = commit === null ? null : await readCommit(git, commit)
  if (!read) throw validationFailed([onTag('is not a valid tag'), unnamed])
  return read.committer.date
}

/** What refuses the ref refuses the release: rulesets are quoted as what a hook said. */
async function makeTag(request: Request, name: string, sha: string): Promise<void> {
  const { world, repository } = request
  try {
    await createRef(request, name, sha)
  } catch (error) {
    if (await findRef(world.git(repository), name)) return // somebody else was quicker
    if (!(error instanceof GitHubError) || error.status !== 422) throw error
    const message = `pre_receive ${error.message}`
    throw validationFailed([release({ code: 'custom', field: 'pre_receive', message }), unnamed])
  }
}

export const alreadyReleased = (): GitHubError =>
  validationFailed([release({ code: 'already_exists', field: 'tag_name' })])
export const spent = (): GitHubError => validationFailed([onTag('was used by an immutable release'), unnamed])
