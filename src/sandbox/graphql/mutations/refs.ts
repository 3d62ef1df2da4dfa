import { createRef, deleteRef, updateRef } from '../../rules/git/branches.js'
import { node, requestFor, type Fields } from '../call.js'
import { refOfId, repositoryOfId } from '../nodes.js'
import { commitOf } from '../types/git-object.js'
import { findRef } from '../refs.js'
import { mutation } from './change.js'
import { commitOnBranch, type CommitInput } from './commit.js'

interface NewRef {
  readonly repositoryId: string
  readonly name: string
  readonly oid: string
}
interface MovedRef {
  readonly refId: string
  readonly oid: string
  readonly force?: boolean | null
}

export const refMutations: Fields<unknown> = {
  createRef: mutation('CreateRef', async ({ repositoryId, name, oid }: NewRef, call) => {
    const repository = await repositoryOfId(call, repositoryId)
    await createRef(requestFor(call, repository), name, oid)
    return { ref: node('Ref', { repository, name, oid }) }
  }),
  updateRef: mutation('UpdateRef', async ({ refId, oid, force }: MovedRef, call) => {
    const { repository, name } = await refOfId(call, refId)
    await updateRef(requestFor(call, repository), name, oid, force ?? false)
    return { ref: node('Ref', { repository, name, oid }) }
  }),
  deleteRef: mutation('DeleteRef', async ({ refId }: { refId: string }, call) => {
    const { repository, name } = await refOfId(call, refId)
    await deleteRef(requestFor(call, repository), name)
    return {}
  }),
  createCommitOnBranch: mutation('CreateCommitOnBranch', async (input: CommitInput, call) => {
    const { repository, ref, oid } = await commitOnBranch(call, input)
    return { commit: () => commitOf(call, repository, oid), ref: () => findRef(call, repository, ref) }
  }),
}
