import type { Context } from '../../context.js'
import { commitTag } from '../../domain/model/image.js'
import { linesBelow } from '../../domain/line/line.js'
import type { Release } from '../../domain/model/release.js'
import type { Change } from '../../domain/release/changes.js'
import {
  tagsBelow,
  commitOf,
  selectRelease,
  shownRelease,
  type ReleaseWithImage,
} from '../../domain/release/view.js'
import { versionIn, type Service } from '../../domain/model/service.js'
import { noReleaseIn, serviceMeant, tagsMeant } from '../../domain/model/version-meant.js'
import { readChanges } from './changes.js'
import { readDigest, type ImageDigest } from '../model/image.js'
import { readReleases, versionTags, type Releases } from './release.js'

/** One release with its changes and its image. Without a version, the draft. */
export async function readRelease(
  context: Context,
  version: string | undefined,
  name: string | undefined,
): Promise<ReleaseWithImage> {
  const all = await readReleases(context, [])
  const service = serviceMeant(all.config, name, version)
  const release =
    selectRelease({ ...all, service }, version ?? null) ??
    (await readByTag(context, tagsMeant(service, version ?? '')))
  const commit = commitOf(release, all.tags)
  const changes = await readChangesOf(context, all, service, release)
  const { digest, registryError: imageProblem } = await readImage(context, all, release, commit)
  return { release: shownRelease(all, service, release, { changes, digest }), imageProblem }
}

/** A release that is not among the newest hundred. */
async function readByTag({ github, repository }: Context, tags: readonly string[]): Promise<Release> {
  for (const tag of tags) {
    const release = await github.releases.byTag(repository, tag)
    if (release) return release
  }
  throw noReleaseIn(repository, tags[0]!)
}

/** The changes that are in no lower version. */
async function readChangesOf(
  context: Context,
  all: Releases,
  service: Service,
  release: Release,
): Promise<readonly Change[]> {
  const head = commitOf(release, all.tags)
  if (head === null) return []
  const tags = versionTags(service, all.tags)
  const version = versionIn(service, release.tag)
  const released = release.draft || version === null ? tags : tagsBelow(service, tags, version)
  // The pull requests of a hotfix were merged into its line.
  const lines = version === null ? [] : linesBelow(service, version)
  const branches = [all.defaultBranch, ...lines.map((ref) => ref.replace('refs/heads/', ''))]
  const span = { head, released, service, branches }
  return (await readChanges(context, span)).changes
}

/** The image of a draft is that of its commit, and of a release that of its version. A draft of a branch has none. */
const readImage = async (
  context: Context,
  { config }: Releases,
  { tag, draft }: Release,
  commit: string | null,
): Promise<ImageDigest> =>
  draft && commit === null
    ? { digest: null, registryError: null }
    : readDigest(context, config, draft ? commitTag(commit!) : tag.replace(/^(.*\/)?v?/, ''))
