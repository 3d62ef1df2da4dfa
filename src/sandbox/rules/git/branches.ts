import { mustWrite } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { findRef, isAncestor, moveRef, objectType, isRefName, type Ref } from '../../git/refs.js'
import type { Request } from '../../request.js'
import { mustAllowRef } from '../repository/ref-rules.js'
import { withRefUpdates } from './refs.js'

const unprocessable = (message: string): GitHubError => new GitHubError(422, message)

/** Creates a ref; `ref` is a full name such as refs/heads/feature. */
export async function createRef(request: Request, ref: string, sha: string): Promise<Ref> {
  const { world, repository } = request
  mustWrite(request, 'contents')
  if (!isRefName(ref)) throw unprocessable('Reference name is not valid')
  const git = world.git(repository)
  const type = await objectType(git, sha)
  if (type === null) throw unprocessable('Object does not exist')
  return withRefUpdates(request, async () => {
    if (await findRef(git, ref)) throw unprocessable('Reference already exists')
    await mustAllowRef(request, { ref, before: null, after: sha })
    if (!(await moveRef(git, ref, sha, null))) throw unprocessable('Reference update failed')
    return { name: ref, sha, type: type as Ref['type'] }
  })
}

/** Moves a ref; without `force` only fast-forward. */
export async function updateRef(request: Request, ref: string, sha: string, force: boolean): Promise<Ref> {
  const { world, repository } = request
  mustWrite(request, 'contents')
  const git = world.git(repository)
  return withRefUpdates(request, async () => {
    const before = await findRef(git, ref)
    if (!before) throw unprocessable('Reference does not exist')
    const type = await objectType(git, sha)
    if (type === null) throw unprocessable('Object does not exist')
    if (!force && !(await isAncestor(git, before.sha, sha)))
      throw unprocessable('Update is not a fast forward')
    await mustAllowRef(request, { ref, before: before.sha, after: sha })
    if (!(await moveRef(git, ref, sha, before.sha))) throw unprocessable('Reference update failed')
    return { name: ref, sha, type: type as Ref['type'] }
  })
}

export async function deleteRef(request: Request, ref: string): Promise<void> {
  const { world, repository } = request
  mustWrite(request, 'contents')
  const git = world.git(repository)
  await withRefUpdates(request, async () => {
    const before = await findRef(git, ref)
    if (!before) throw unprocessable('Reference does not exist')
    await mustAllowRef(request, { ref, before: before.sha, after: null })
    if (!(await moveRef(git, ref, null, before.sha))) throw unprocessable('Reference update failed')
  })
}
