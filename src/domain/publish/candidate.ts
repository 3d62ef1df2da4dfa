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
    .toSorted((one, other) => rcompare(one.version, other.version))

/** The release that a command is about: the one named, else the draft that rel keeps, else any, else the highest that is published. */
export function releaseToPublish(
  service: Service,
  releases: readonly Release[],
  named: string | null,
): VersionedRelease {
  const all = candidatesIn(service, releases)
  demandVersion(service, releases, named)
  if (named !== null) return byVersion(all, service, named)
  const drafts = all.filter(({ release }) => release.draft)
  const own = drafts.filter(({ release }) => isOwn(service, release))
  const [draft, ...others] = own.length > 0 ? own : drafts
  if (draft && others.length > 0)
    throw new RelError(
      'conflict',
      `There are several drafts: ${[draft, ...others].map(({ release: { tag } }) => tag).join(', ')}.`,
      { hint: `${drafting(service)} makes one of them.` },
    )
  const found = draft ?? all.find(({ release }) => !release.prerelease)
  if (found) return found
  const [marked] = all
  const but = marked ? ` but ${marked.release.tag}, which is marked as a pre-release` : ''
  throw new RelError('not-found', `There is no draft, and no release yet${but}.`, {
    hint: `${drafting(service)} makes one. Drafts are shown to those who may write.`,
  })
}

/** The one that is to be followed: the one named, else the highest that is published; where none is, what else there is. */
export const releaseToWatch = (
  service: Service,
  releases: readonly Release[],
  named: string | null,
): VersionedRelease => {
  const isOut = ({ release }: VersionedRelease): boolean => !release.draft && !release.prerelease
  const highest = named === null ? candidatesIn(service, releases).find(isOut) : undefined
  return highest ?? releaseToPublish(service, releases, named)
}

const isOwn = (service: Service, { draft, body }: Release): boolean =>
  draft && bodyFrom(body).own?.service === service.name

/** Somebody may have mistyped the tag of rel's draft in the web page: without another, it is the one that is meant. */
function demandVersion(service: Service, releases: readonly Release[], named: string | null): void {
  const own = releases.filter((release) => isOwn(service, release))
  const lost = own.filter(({ tag }) => versionIn(service, tag) === null)
  const meant = named === null ? lost.length === own.length && lost[0] : lost.find(({ tag }) => tag === named)
  if (meant)
    throw new RelError('refused', `The draft ${meant.tag} has a tag that is no version.`, {
      hint: `${drafting(service)} gives it the one that comes next.`,
    })
}

function byVersion(all: readonly VersionedRelease[], service: Service, named: string): VersionedRelease {
  const wanted = versionMeant(service, named)
  const found =
    all.find(({ version, release }) => version === wanted && !release.draft) ??
    all.find(({ version }) => version === wanted)
  if (found) return found
  const newest = all.slice(0, 3).map(({ version }) => version)
  throw noRelease(named, `There is ${newest.join(', ') || 'none yet'}; \`rel release list\` shows all.`)
}

const published = (releases: readonly Release[]): readonly Release[] => releases.filter(({ draft }) => !draft)
const tagsOf = (releases: readonly Release[]): readonly string[] => releases.map(({ tag }) => tag)

/** Versions that are published, highest first. */
export const publishedVersions = (service: Service, releases: readonly Release[]): readonly string[] =>
  versionsIn(service, tagsOf(published(releases)))

/** Those that were out when a release was published: what came since stops nothing. */
export function hotfixesAtPublication(
  service: Service,
  releases: readonly Release[],
  tag: string,
): readonly string[] {
  const at = published(releases).find((one) => one.tag === tag)?.publishedAt ?? ''
  const isBefore = ({ publishedAt }: Release): boolean => (publishedAt ?? '') < at
  return publishedVersions(service, releases.filter(isBefore))
}

/** Patches are made on lines, unless the team has labels for them. */
export const mayBeHotfix = (version: string): boolean => patch(version) > 0

/** The tag of the highest hotfix of each line: it has all that the others have. */
export function hotfixesAmong(service: Service, releases: readonly Release[]): readonly string[] {
  const patches = candidatesIn(service, published(releases)).filter(({ version }) => patch(version) > 0)
  const lineOf = ({ version }: VersionedRelease): string => version.slice(0, version.lastIndexOf('.'))
  return patches
    .filter((one, index) => patches.findIndex((other) => lineOf(other) === lineOf(one)) === index)
    .map(({ release }) => release.tag)
}

/** Where a release is, or will be: at its tag, at the commit it was drafted for, or at the branch that somebody chose. */
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
  throw new RelError('refused', `The draft ${tag} is of ${target}, and of no commit.`, {
    hint: `${drafting(service)} puts it on the commit that dev runs.`,
  })
}
