import { rcompare } from 'semver'
import type { CiResult } from './event.js'
import type { Plan, Step } from '../plan/plan.js'
import type { Release } from '../model/release.js'
import { serviceOfTag, versionIn, type Service } from '../model/service.js'

export interface FinaliseFacts {
  readonly repository: string
  readonly services: readonly Service[]
  readonly releases: readonly Release[]
  /** The tag of the release that GitHub shows as the latest. */
  readonly latest: string | null
}

/**
 * Production runs it, or never will: it is a pre-release no more, and the latest is the highest version, whatever was published last.
 * `justPublished`: neither is known yet, and what is marked as a pre-release stays one.
 */
export function planFinalise(
  facts: FinaliseFacts,
  tag: string,
  { justPublished = false }: { readonly justPublished?: boolean } = {},
): Plan<CiResult> {
  const { repository, services, latest } = facts
  const service = serviceOfTag(services, tag)
  const published = facts.releases.filter(({ draft }) => !draft)
  const own = justPublished ? undefined : published.find((one) => one.tag === tag)
  const highest = service ? highestOf(service, published, own) : lastOf(services, published)
  const mark = (release: Release, isLatest: boolean): Step<'mark-release'> => ({
    kind: 'mark-release',
    repository,
    release: release.id,
    tag: release.tag,
    latest: isLatest,
  })
  const wrong = highest !== null && latest !== highest.tag
  const steps = [
    ...(own?.prerelease ? [mark(own, own === highest)] : []),
    ...(wrong && !(own?.prerelease && own === highest) ? [mark(highest, true)] : []),
  ]
  const why = `${tag} is released; the latest release is ${highest?.tag ?? 'none'}.`
  return { steps, summary: why, result: { why: [why], outputs: {} } }
}

/** What is no version took the mark from one: of several services, from the one that was published last. */
function lastOf(services: readonly Service[], published: readonly Release[]): Release | null {
  const highest = services.flatMap((service) => highestOf(service, published, undefined) ?? [])
  const at = ({ publishedAt }: Release): string => publishedAt ?? ''
  return highest.toSorted((one, other) => at(other).localeCompare(at(one)))[0] ?? null
}

/** Of one service: in a monorepo GitHub shows the latest of all, which is the one that was finished last. */
function highestOf(
  service: Service,
  published: readonly Release[],
  finished: Release | undefined,
): Release | null {
  const ranked = published
    .filter((one) => !one.prerelease || one === finished)
    .flatMap((release) => {
      const version = versionIn(service, release.tag)
      return version === null ? [] : [{ release, version }]
    })
    .toSorted((one, other) => rcompare(one.version, other.version))
  return ranked[0]?.release ?? null
}
