import { mustRead, mustWrite } from '../permissions.js'
import { GitHubError, notFound } from '../errors.js'
import { findRef, listRefs, objectType } from '../git/refs.js'
import { readTag, writeTag } from '../git/tags.js'
import { createRef, deleteRef, updateRef } from '../rules/git/branches.js'
import { signatureOf } from '../rules/pulls/merging.js'
import type { Repository } from '../state/rows.js'
import { flag, requestIn, text, type Call, type Operations } from './operation.js'
import { refView, tagView } from './views/commit.js'

export const refs: Operations = {
  'git/get-ref': async (call) => {
    const repository = readable(call)
    const ref = await findRef(call.world.git(repository), fullName(call))
    if (!ref) throw notFound()
    return { body: refView(call.world, repository, ref) }
  },

  'git/list-matching-refs': async (call) => {
    const repository = readable(call)
    const found = await listRefs(call.world.git(repository), fullName(call))
    // Never paged, regardless of per_page (google/go-github#1567, github/docs#3863).
    return { body: found.map((ref) => refView(call.world, repository, ref)) }
  },

  'git/create-ref': async (call) => {
    const { world, body } = call
    const request = requestIn(call)
    const { repository } = request
    const ref = await createRef(request, text(body, 'ref') ?? '', text(body, 'sha') ?? '')
    return { status: 201, body: refView(world, repository, ref) }
  },

  'git/update-ref': async (call) => {
    const { world, body } = call
    const request = requestIn(call)
    const { repository } = request
    const force = flag(body, 'force') ?? false
    const ref = await updateRef(request, fullName(call), text(body, 'sha') ?? '', force)
    return { body: refView(world, repository, ref) }
  },

  'git/delete-ref': async (call) => {
    await deleteRef(requestIn(call), fullName(call))
    return { status: 204 }
  },

  'git/create-tag': async (call) => {
    const { world, actor, body } = call
    const request = requestIn(call)
    const { repository } = request
    mustWrite(request, 'contents')
    const git = world.git(repository)
    const object = text(body, 'object') ?? ''
    const type = await objectType(git, object)
    if (type === null || type !== text(body, 'type')) throw new GitHubError(422, 'Object does not exist')
    const tagger = { ...signatureOf(world, actor.user.login), ...(body['tagger'] as object | undefined) }
    const name = text(body, 'tag') ?? ''
    const sha = await writeTag(git, { object, type, tag: name, message: text(body, 'message') ?? '', tagger })
    if (sha === null) throw new GitHubError(422, 'Tag name is not valid')
    const tag = await readTag(git, sha)
    if (!tag) throw notFound()
    return { status: 201, body: tagView(world, repository, tag) }
  },

  'git/get-tag': async (call) => {
    const repository = readable(call)
    const tag = await readTag(call.world.git(repository), call.path['tag_sha'] ?? '')
    if (!tag) throw notFound()
    return { body: tagView(call.world, repository, tag) }
  },
}

const fullName = ({ path }: Call): string => `refs/${path['ref'] ?? ''}`

function readable(call: Call): Repository {
  const request = requestIn(call)
  mustRead(request, 'contents')
  return request.repository
}
