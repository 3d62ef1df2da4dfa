import { compare, gt } from 'semver'
import type { Config } from '../../config.js'
import { RelError } from '../../errors.js'
import type { Release, Tag } from '../model/release.js'
import { versionIn, versionsIn, type Service } from '../model/service.js'
import { noVersion, versionMeant } from '../model/version-meant.js'
import { bodyFrom, type Body } from './body.js'
import { isTagged, nextVersion, type Increment } from './increment.js'

/** What there is of a service's releases. `tags`: every tag of the repository; `releases`: the newest hundred, drafts among them. */
export interface ReleaseFacts {
  readonly repository: string
  readonly config: Config
  readonly service: Service
  readonly defaultBranch: string
  /** The repository's page. */
  readonly page: string
  readonly releases: readonly Release[]
  readonly tags: readonly Tag[]
}

/** A draft that rel keeps. */
export interface KeptDraft {
  readonly release: Release
  readonly body: Body
}

/**
 * The drafts that are rel's to keep, the oldest first: those that it wrote in. Without one, a draft that somebody made by hand
 * for a version above every other; it is written in, not replaced.
 */
export function draftsOf({ service, releases, tags }: ReleaseFacts): readonly KeptDraft[] {
  const all = releases
    .filter(({ draft }) => draft)
    .map((release): KeptDraft => ({ release, body: bodyFrom(release.body) }))
    .toSorted((one, other) => one.release.id - other.release.id)
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

/** What the labels ask for; a higher version that somebody set by hand stays, and one that the user asks for counts. */
export function versionOf(
  { service, config, tags }: ReleaseFacts,
  drafts: readonly KeptDraft[],
  increment: Increment,
  asked: string | null,
): { readonly wanted: string; readonly computed: string; readonly warnings: readonly string[] } {
  const names = tags.map(({ name }) => name)
  const computed = nextVersion(service, names, increment, config.versions.first)
  if (asked !== null) {
    const wanted = demandFree(service, names, asked)
    const lower =
      compare(wanted, computed) < 0
        ? [`The labels ask for ${computed}: the next commit on the default branch sets that again.`]
        : []
    return { wanted, computed, warnings: lower }
  }
  const [byHand] = drafts
    .map(({ release, body }) => ({
      version: versionIn(service, release.tag) ?? '0.0.0',
      told: body.own?.version,
    }))
    .filter(({ version, told }) => version !== told && gt(version, computed))
    .map(({ version }) => version)
    .toSorted(compare)
    .reverse()
  return { wanted: byHand ?? computed, computed, warnings: [] }
}

/** The version that is asked for, which nothing may have yet. */
function demandFree(service: Service, tags: readonly string[], asked: string): string {
  const [highest] = versionsIn(service, tags)
  const version = versionMeant(service, asked)
  if (version === null) throw noVersion(asked, 'Pass one such as 1.4.0.')
  if (isTagged(service, tags, version))
    throw new RelError('usage', `${version} is taken: a version is used once.`, {
      hint: `The highest version is ${highest}.`,
    })
  if (highest !== undefined && gt(highest, version))
    throw new RelError('usage', `${version} is below ${highest}, which was released already.`, {
      hint: `Pass one above ${highest}.`,
    })
  return version
}
