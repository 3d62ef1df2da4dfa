import { mustRead } from '../actor.js'
import { notFound } from '../errors.js'
import { areReleasesImmutable, setReleasesImmutable } from '../rules/releases/immutable-releases.js'
import { latestRelease, releaseOfTag } from '../rules/releases/latest-release.js'
import { generateNotes } from '../rules/releases/notes.js'
import {
  createRelease,
  deleteRelease,
  getRelease,
  listReleases,
  updateRelease,
  type ReleaseWish,
} from '../rules/releases/releases.js'
import type { MakeLatest, Release } from '../state/release-rows.js'
import type { Repository } from '../state/rows.js'
import {
  flag,
  list,
  numberIn,
  repositoryIn,
  text,
  textOrNull,
  type Answer,
  type Body,
  type Call,
  type Operations,
} from './operation.js'
import { releaseView } from './views/release.js'

export const releases: Operations = {
  'repos/list-releases': (call) =>
    list(listReleases(call.world, call.actor, repositoryIn(call)), (release) =>
      releaseView(call.world, release),
    ),

  'repos/get-release': (call) =>
    shown(call, getRelease(call.world, call.actor, repositoryIn(call), numberIn(call, 'release_id'))),

  'repos/get-latest-release': (call) => shown(call, latestRelease(call.world, readable(call))),

  'repos/get-release-by-tag': (call) =>
    shown(call, releaseOfTag(call.world, readable(call), call.path['tag'] ?? '')),

  'repos/create-release': async (call) => {
    const { world, actor, body } = call
    const repository = repositoryIn(call)
    const wish = { ...wishIn(body), tag: text(body, 'tag_name') ?? '' }
    const noted = flag(body, 'generate_release_notes') ? await withNotes(call, repository, wish) : wish
    const release = await createRelease(world, actor, repository, noted)
    return { status: 201, body: releaseView(world, release) }
  },

  'repos/update-release': async (call) => {
    const { world, actor, body } = call
    const id = numberIn(call, 'release_id')
    return shown(call, await updateRelease(world, actor, repositoryIn(call), id, wishIn(body)))
  },

  'repos/delete-release': (call) => {
    deleteRelease(call.world, call.actor, repositoryIn(call), numberIn(call, 'release_id'))
    return { status: 204 }
  },

  'repos/generate-release-notes': async (call) => {
    const { world, actor, body } = call
    const wish = {
      tag: text(body, 'tag_name') ?? '',
      target: text(body, 'target_commitish'),
      previous: text(body, 'previous_tag_name'),
      configuration: text(body, 'configuration_file_path'),
    }
    return { body: await generateNotes(world, actor, repositoryIn(call), wish) }
  },

  'repos/check-immutable-releases': (call) => {
    if (!areReleasesImmutable(call.world, call.actor, repositoryIn(call))) throw notFound()
    return { body: { enabled: true, enforced_by_owner: false } }
  },

  'repos/enable-immutable-releases': (call) => {
    setReleasesImmutable(call.world, call.actor, repositoryIn(call), true)
    return { status: 204 }
  },

  'repos/disable-immutable-releases': (call) => {
    setReleasesImmutable(call.world, call.actor, repositoryIn(call), false)
    return { status: 204 }
  },
}

function shown({ world }: Call, release: Release | null): Answer {
  if (!release) throw notFound()
  return { body: releaseView(world, release) }
}

const wishIn = (body: Body): ReleaseWish => ({
  tag: text(body, 'tag_name'),
  target: text(body, 'target_commitish'),
  name: textOrNull(body, 'name'),
  body: textOrNull(body, 'body'),
  draft: flag(body, 'draft'),
  prerelease: flag(body, 'prerelease'),
  makeLatest: text(body, 'make_latest') as MakeLatest | undefined,
})

/** The name that was given counts; the notes that were given come first. */
async function withNotes<Wish extends ReleaseWish & { readonly tag: string }>(
  { world, actor }: Call,
  repository: Repository,
  wish: Wish,
): Promise<Wish> {
  const notes = await generateNotes(world, actor, repository, { tag: wish.tag, target: wish.target })
  const body = [wish.body, notes.body].filter(Boolean).join('\n\n')
  return { ...wish, name: wish.name || notes.name, body }
}

function readable(call: Call): Repository {
  const repository = repositoryIn(call)
  mustRead(call.world, call.actor, repository, 'contents')
  return repository
}
