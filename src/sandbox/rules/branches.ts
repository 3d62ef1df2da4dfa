import { mustWrite, type Actor } from '../actor.js'
import { GitHubError } from '../errors.js'
import { findRef, isAncestor, moveRef, objectType, refName, type Ref } from '../git/refs.js'
import type { Protection, Repository } from '../state/rows.js'
import type { World } from '../world.js'
import { writingRefs } from './refs.js'

const unprocessable = (message: string): GitHubError => new GitHubError(422, message)

export const protectionOf = (world: World, repository: Repository, branch: string): Protection | null =>
  world.store.get('protections', `${repository.id}/${branch}`)

const needsPull = (world: World, repository: Repository, ref: string): boolean =>
  ref.startsWith('refs/heads/') &&
  protectionOf(world, repository, ref.slice('refs/heads/'.length))?.pullRequestRequired === true

/** `ref`: a full name such as refs/heads/feature. */
export async function createRef(
  world: World,
  actor: Actor,
  repository: Repository,
  ref: string,
  sha: string,
): Promise<Ref> {
  mustWrite(world, actor, repository, 'contents')
  if (!refName(ref)) throw unprocessable('Reference name is not valid')
  const git = world.git(repository)
  const type = await objectType(git, sha)
  if (type === null) throw unprocessable('Object does not exist')
  if (needsPull(world, repository, ref)) throw unprocessable('Reference update failed')
  return writingRefs(world, actor, repository, async () => {
    if (await findRef(git, ref)) throw unprocessable('Reference already exists')
    if (!(await moveRef(git, ref, sha, null))) throw unprocessable('Reference update failed')
    return { name: ref, sha, type: type as Ref['type'] }
  })
}

/** Without `force` only forward. */
export async function updateRef(
  world: World,
  actor: Actor,
  repository: Repository,
  ref: string,
  sha: string,
  force: boolean,
): Promise<Ref> {
  mustWrite(world, actor, repository, 'contents')
  const git = world.git(repository)
  return writingRefs(world, actor, repository, async () => {
    const before = await findRef(git, ref)
    if (!before) throw unprocessable('Reference does not exist')
    const type = await objectType(git, sha)
    if (type === null) throw unprocessable('Object does not exist')
    if (needsPull(world, repository, ref)) throw unprocessable('Changes must be made through a pull request.')
    if (!force && !(await isAncestor(git, before.sha, sha)))
      throw unprocessable('Update is not a fast forward')
    if (!(await moveRef(git, ref, sha, before.sha))) throw unprocessable('Reference update failed')
    return { name: ref, sha, type: type as Ref['type'] }
  })
}

export async function deleteRef(
  world: World,
  actor: Actor,
  repository: Repository,
  ref: string,
): Promise<void> {
  mustWrite(world, actor, repository, 'contents')
  const git = world.git(repository)
  await writingRefs(world, actor, repository, async () => {
    const before = await findRef(git, ref)
    if (!before) throw unprocessable('Reference does not exist')
    if (needsPull(world, repository, ref)) throw unprocessable('Cannot delete this protected branch')
    if (!(await moveRef(git, ref, null, before.sha))) throw unprocessable('Reference update failed')
  })
}
