import type { Context } from '../context.js'
import { commitTag, imageOf } from '../domain/ci/build.js'
import type { Release } from '../domain/release.js'
import type { Change } from '../domain/release/changes.js'
import {
  below,
  commitOf,
  meantRelease,
  shownRelease,
  tagsFor,
  type ShownRelease,
} from '../domain/release/shown.js'
import { serviceNamed, versionIn, type Service } from '../domain/service.js'
import { RelError } from '../errors.js'
import { readChanges } from './changes.js'
import { readReleases, versionTags, type Releases } from './release.js'

/** One release, with what it brought and its image. `word`: a version; without one, the draft. */
export async function readRelease(
  context: Context,
  word: string | undefined,
  name: string | undefined,
): Promise<ShownRelease> {
  const all = await readReleases(context, [])
  const service = serviceNamed(all.config, name ?? null)
  const release =
    meantRelease({ ...all, service }, word ?? null) ??
    (await readByTag(context, tagsFor(service, word ?? '')))
  const commit = commitOf(release, all.tags)
  const changes = await readBrought(context, all, service, release)
  return shownRelease(all, service, release, changes, await readDigest(context, all, release, commit))
}

/** One that is not among the newest hundred. */
async function readByTag({ github, repository }: Context, tags: readonly string[]): Promise<Release> {
  for (const tag of tags) {
    const release = await github.releases.byTag(repository, tag)
    if (release) return release
  }
  throw new RelError('not-found', `${repository} has no release ${tags[0]}.`, {
    hint: 'See `rel release list`.',
  })
}

/** What it has and no version below it. */
async function readBrought(
  context: Context,
  all: Releases,
  service: Service,
  release: Release,
): Promise<readonly Change[]> {
  const head = commitOf(release, all.tags)
  if (head === null) return []
  const tags = versionTags(service, all.tags)
  const version = versionIn(service, release.tag)
  const released = release.draft || version === null ? tags : below(service, tags, version)
  const span = { head, released, service, branch: all.defaultBranch }
  return (await readChanges(context, span)).changes
}

async function readDigest(
  { images, repository }: Context,
  { config }: Releases,
  { tag, draft }: Release,
  commit: string | null,
): Promise<string | null> {
  if (draft && commit === null) return null
  const version = tag.replace(/^.*\//, '').replace(/^v/, '')
  return images.digestOf(imageOf(config, repository), draft ? commitTag(commit!) : version).catch(() => null)
}
