import { mustRead } from '../permissions.js'
import { notFound } from '../errors.js'
import type { Request } from '../request.js'
import { areReleasesImmutable, setReleasesImmutable } from '../rules/releases/immutable-releases.js'
import { latestRelease, releaseOfTag } from '../rules/releases/latest-release.js'
import { generateNotes } from '../rules/releases/notes.js'
import {
  createRelease,
  deleteRelease,
  getRelease,
  listReleases,
  updateRelease,
  type ReleaseOptions,
} from '../rules/releases/releases.js'
import type { MakeLatest, Release } from '../state/release-rows.js'
import type { Repository } from '../state/rows.js'
import {
  flag,
  list,
  numberIn,
  requestIn,
  text,
  textOrNull,
  type OperationResponse,
  type Body,
  type Call,
  type Operations,
} from './operation.js'
import { releaseView } from './views/release.js'

export const releases: Operations = {
  'repos/list-releases': (call) =>
    list(listReleases(requestIn(call)), (release) => releaseView(call.world, release)),

  'repos/get-release': (call) =>
    releaseResponse(call, getRelease(requestIn(call), numberIn(call, 'release_id'))),

  'repos/get-latest-release': (call) => releaseResponse(call, latestRelease(call.world, readable(call))),

  'repos/get-release-by-tag': (call) =>
    releaseResponse(call, releaseOfTag(call.world, readable(call), call.path['tag'] ?? '')),

  'repos/create-release': async (call) => {
    const { world, body } = call
    const request = requestIn(call)
    const options = { ...optionsIn(body), tag: text(body, 'tag_name') ?? '' }
    const complete = flag(body, 'generate_release_notes') ? await withNotes(request, options) : options
    const release = await createRelease(request, complete)
    return { status: 201, body: releaseView(world, release) }
  },

  'repos/update-release': async (call) => {
    const { body } = call
    const id = numberIn(call, 'release_id')
    return releaseResponse(call, await updateRelease(requestIn(call), id, optionsIn(body)))
  },

  'repos/delete-release': (call) => {
    deleteRelease(requestIn(call), numberIn(call, 'release_id'))
    return { status: 204 }
  },

  'repos/generate-release-notes': async (call) => {
    const { body } = call
    const options = {
      tag: text(body, 'tag_name') ?? '',
      target: text(body, 'target_commitish'),
      previous: text(body, 'previous_tag_name'),
      configuration: text(body, 'configuration_file_path'),
    }
    return { body: await generateNotes(requestIn(call), options) }
  },

  'repos/check-immutable-releases': (call) => {
    if (!areReleasesImmutable(requestIn(call))) throw notFound()
    return { body: { enabled: true, enforced_by_owner: false } }
  },

  'repos/enable-immutable-releases': (call) => {
    setReleasesImmutable(requestIn(call), true)
    return { status: 204 }
  },

  'repos/disable-immutable-releases': (call) => {
    setReleasesImmutable(requestIn(call), false)
    return { status: 204 }
  },
}

function releaseResponse({ world }: Call, release: Release | null): OperationResponse {
  if (!release) throw notFound()
  return { body: releaseView(world, release) }
}

const optionsIn = (body: Body): ReleaseOptions => ({
  tag: text(body, 'tag_name'),
  target: text(body, 'target_commitish'),
  name: textOrNull(body, 'name'),
  body: textOrNull(body, 'body'),
  draft: flag(body, 'draft'),
  prerelease: flag(body, 'prerelease'),
  makeLatest: text(body, 'make_latest') as MakeLatest | undefined,
})

/** Adds generated notes: a given name is kept, and a given body precedes the notes. */
async function withNotes<Options extends ReleaseOptions & { readonly tag: string }>(
  request: Request,
  options: Options,
): Promise<Options> {
  const notes = await generateNotes(request, { tag: options.tag, target: options.target })
  const body = [options.body, notes.body].filter(Boolean).join('\n\n')
  return { ...options, name: options.name || notes.name, body }
}

function readable(call: Call): Repository {
  const request = requestIn(call)
  mustRead(request, 'contents')
  return request.repository
}
