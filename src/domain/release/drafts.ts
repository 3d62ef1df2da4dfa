import { compare, gt } from 'semver'
import type { Config } from '../../config.js'
import { RelError } from '../../errors.js'
import type { Release, Tag } from '../model/release.js'
import { versionIn, versionsIn, type Service } from '../model/service.js'
import { noVersion, versionMeant } from '../model/version-meant.js'
import { bodyFrom, type Body } from './body.js'
import { isTagged, nextVersion, type Increment } from './increment.js'

/** The releases of a service. `tags`: every tag of the repository; `releases`: the newest hundred, drafts included. */
export interface ReleaseFacts {
  readonly repository: string
  readonly config: Config
  readonly service: Service
  readonly defaultBranch: string
  /** The URL of the repository. */
  readonly page: string
  readonly releases: readonly Release[]
  readonly tags: readonly Tag[]
}

/** A draft that rel maintains. */
export interface KeptDraft {
  readonly release: Release
  readonly body: Body
}

/**
 * The drafts that rel maintains, oldest first: those with its markers. Without one, a draft created by hand with a version above
 * every other, which rel adds its notes to.
 */
export function draftsOf({ service, releases, tags }: ReleaseFacts): readonly KeptDraft[] {
  const all = releases
    .filter(({ draft }) => draft)
    .map((release): KeptDraft => ({ release, body: bodyFrom(release.body) }))
    .toSorted((left, right) => left.release.id - right.release.id)
  const own = all.filter(({ body }) => body.own?.service === service.name)
  if (own.length > 0) return own
  const [highest = '0.0.0'] = versionsIn(
    service,
    tags.map(({ name }) => name),
  )
  return all
    .filter(({ body }) => body.own === null)
    .filter(({ release }) => gt(versionIn(service, release.tag) ?? '0.0.0', highest))
    .slice(0, 1)
}

/** The version that the user gives, else a higher one that was set by hand on a draft, else the one computed from the labels. */
export function versionOf(
  { service, config, tags }: ReleaseFacts,
  drafts: readonly KeptDraft[],
  increment: Increment,
  asked: string | null,
): { readonly version: string; readonly computed: string; readonly warnings: readonly string[] } {
  const names = tags.map(({ name }) => name)
  const computed = nextVersion(service, names, increment, config.versions.first)
  if (asked !== null) {
    const version = requireUnusedVersion(service, names, asked)
    const lower =
      compare(version, computed) < 0
        ? [`The labels ask for ${computed}; the next commit on the default branch resets the draft to it.`]
        : []
    return { version, computed, warnings: lower }
  }
  const [byHand] = drafts
    .map(({ release, body }) => ({
      version: versionIn(service, release.tag) ?? '0.0.0',
      generated: body.own?.version,
    }))
    .filter(({ version, generated }) => version !== generated && gt(version, computed))
    .map(({ version }) => version)
    .toSorted(compare)
    .reverse()
  return { version: byHand ?? computed, computed, warnings: [] }
}

/** The version that the user gives, which must be unused and above every other. */
function requireUnusedVersion(service: Service, tags: readonly string[], asked: string): string {
  const [highest] = versionsIn(service, tags)
  const version = versionMeant(service, asked)
  if (version === null) throw noVersion(asked, 'Pass a version such as 1.4.0.')
  if (isTagged(service, tags, version))
    throw new RelError('usage', `Version ${version} already exists; a version is used only once.`, {
      hint: `Pass a version above ${highest}.`,
    })
  if (highest !== undefined && gt(highest, version))
    throw new RelError('usage', `Version ${version} is below ${highest}, which already exists.`, {
      hint: `Pass a version above ${highest}.`,
    })
  return version
}
