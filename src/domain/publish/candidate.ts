import { patch, rcompare } from 'semver'
import { isCommit } from '../../lib/commit.js'
import { RelError } from '../../errors.js'
import { bodyFrom } from '../release/body.js'
import type { Release, VersionedRelease } from '../model/release.js'
import { drafting, versionIn, versionsIn, type Service } from '../model/service.js'
import { noRelease, versionMeant } from '../model/version-meant.js'

const candidatesIn = (service: Service, releases: readonly Release[]): readonly VersionedRelease[] =>
  releases
    .flatMap((release) => {
      const version = versionIn(service, release.tag)
      return version === null ? [] : [{ release, version }]
    })
    .toSorted((first, second) => rcompare(first.version, second.version))

/** The release to publish: the named one, else the draft that rel keeps, else another draft, else the highest published release. */
export function releaseToPublish(
  service: Service,
  releases: readonly Release[],
  named: string | null,
): VersionedRelease {
  const all = candidatesIn(service, releases)
  requireVersionTag(service, releases, named)
  if (named !== null) return byVersion(all, service, named)
  const drafts = all.filter(({ release }) => release.draft)
  const own = drafts.filter(({ release }) => isOwn(service, release))
  const [draft, ...others] = own.length > 0 ? own : drafts
  if (draft && others.length > 0)
    throw new RelError(
      'conflict',
      `There are several drafts: ${[draft, ...others].map(({ release: { tag } }) => tag).join(', ')}.`,
      { hint: `Run ${drafting(service)} to merge them into one.` },
    )
  const found = draft ?? all.find(({ release }) => !release.prerelease)
  if (found) return found
  const [marked] = all
  const except = marked ? ` except ${marked.release.tag}, which is marked as a pre-release` : ''
  throw new RelError('not-found', `There is no draft and no release yet${except}.`, {
    hint: `Run ${drafting(service)} to create a draft. Drafts are visible only with write access.`,
  })
}

/** The release to watch: the named one, else the highest published one, else the same as for publishing. */
export const releaseToWatch = (
  service: Service,
  releases: readonly Release[],
  named: string | null,
): VersionedRelease => {
  const isPublished = ({ release }: VersionedRelease): boolean => !release.draft && !release.prerelease
  const highest = named === null ? candidatesIn(service, releases).find(isPublished) : undefined
  return highest ?? releaseToPublish(service, releases, named)
}

const isOwn = (service: Service, { draft, body }: Release): boolean =>
  draft && bodyFrom(body).own?.service === service.name

/** Throws if the draft to publish has a tag that is not a version: someone may have mistyped it on the web page. */
function requireVersionTag(service: Service, releases: readonly Release[], named: string | null): void {
  const own = releases.filter((release) => isOwn(service, release))
  const invalid = own.filter(({ tag }) => versionIn(service, tag) === null)
  const selected =
    named === null ? invalid.length === own.length && invalid[0] : invalid.find(({ tag }) => tag === named)
  if (selected)
    throw new RelError('refused', `The tag of the draft ${selected.tag} is not a version.`, {
      hint: `Run ${drafting(service)} to set it to the next version.`,
    })
}

function byVersion(all: readonly VersionedRelease[], service: Service, named: string): VersionedRelease {
  const wanted = versionMeant(service, named)
  const found =
    all.find(({ version, release }) => version === wanted && !release.draft) ??
    all.find(({ version }) => version === wanted)
  if (found) return found
  const newest = all.slice(0, 3).map(({ version }) => version)
  throw noRelease(
    named,
    newest.length === 0
      ? `There are no releases yet. Run ${drafting(service)} to create a draft.`
      : `Newest releases: ${newest.join(', ')}. Run \`rel release list\` to see all.`,
  )
}

const published = (releases: readonly Release[]): readonly Release[] => releases.filter(({ draft }) => !draft)
const tagsOf = (releases: readonly Release[]): readonly string[] => releases.map(({ tag }) => tag)

/** The published versions, highest first. */
export const publishedVersions = (service: Service, releases: readonly Release[]): readonly string[] =>
  versionsIn(service, tagsOf(published(releases)))

/** The versions published before a release was; later ones do not count against it. */
export function hotfixesAtPublication(
  service: Service,
  releases: readonly Release[],
  tag: string,
): readonly string[] {
  const at = published(releases).find((release) => release.tag === tag)?.publishedAt ?? ''
  const isBefore = ({ publishedAt }: Release): boolean => (publishedAt ?? '') < at
  return publishedVersions(service, releases.filter(isBefore))
}

/** A patch version was made on a line, unless the team has labels for patches. */
export const mayBeHotfix = (version: string): boolean => patch(version) > 0

/** The tag of the highest hotfix of each line, which contains the line's other hotfixes. */
export function hotfixesAmong(service: Service, releases: readonly Release[]): readonly string[] {
  const patches = candidatesIn(service, published(releases)).filter(({ version }) => patch(version) > 0)
  const lineOf = ({ version }: VersionedRelease): string => version.slice(0, version.lastIndexOf('.'))
  return patches
    .filter((hotfix, index) => patches.findIndex((other) => lineOf(other) === lineOf(hotfix)) === index)
    .map(({ release }) => release.tag)
}

/** The commit of a release: that of its tag; for a draft, its target, which may be the default branch. */
export function commitOf(
  service: Service,
  { tag, target, draft }: Release,
  trunk: { readonly name: string; readonly commit: string },
  tags: ReadonlyMap<string, string | null>,
): string {
  const at = tags.get(`refs/tags/${tag}`) ?? null
  if (at !== null && !draft) return at
  if (isCommit(target)) return target
  if (target === trunk.name) return trunk.commit
  throw new RelError('refused', `The draft ${tag} targets ${target}, not a commit.`, {
    hint: `Run ${drafting(service)} to set its target to the commit that dev runs.`,
  })
}
